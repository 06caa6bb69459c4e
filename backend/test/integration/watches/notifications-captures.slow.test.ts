import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import type { WatchFilter } from '@modelkeep/catalog/contract/watches'
import { itemText } from '@modelkeep/catalog/watches/item-text'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { sync } from '../../../src/sync/sync.js'
import { enqueueChanges } from '../../../src/watches/events/enqueue-changes.js'
import { insertWatch, watchById } from '../../../src/watches/queries/watch-rows.js'
import { replaySince } from '../../../src/watches/events/replay.js'
import { captures, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { watchRow } from './helpers/watch-row.js'

/**
 * golden/ was reviewed by hand: what watches tell of all real lists. Of everything, the number by month and kind, and the texts of one week;
 * of the models that a team uses, and of new free models with long contexts, all texts.
 */
const [weekFrom, weekUntil] = ['2026-04-01', '2026-04-08']
const ofTeam: WatchFilter = {
  kind: ['price_changed', 'context_changed', 'deprecation_announced', 'model_removed', 'model_returned'],
  model: [
    'openai/gpt-4o',
    'openai/gpt-4o-mini',
    'anthropic/claude-3.5-sonnet',
    'anthropic/claude-sonnet-4',
    'google/gemini-2.5-pro',
    'google/gemini-2.5-flash',
    'meta-llama/llama-3.3-70b-instruct',
  ],
}
const ofFreeModels: WatchFilter = { query: 'free=true&context=200000' }

interface Told {
  seq: number
  day: string
  kind: string
  text: string
}

let fixture: SyncFixture | undefined
let live: Told[]
let replayed: Told[]
let team: Told[]
let freeModels: Told[]

describe('watches over all real lists', () => {
  beforeEach(({ skip }) => skip(!haveCaptures, noCaptures))
  beforeAll(async () => {
    if (!haveCaptures) return
    fixture = await createSyncFixture()
    const watch = await newWatch('live')
    const others = [await newWatch('team', ofTeam), await newWatch('free models', ofFreeModels)]
    const ctx = { ...fixture.ctx, onNews: enqueueChanges, maxShrinkPercent: 100 }
    for await (const { observed_at: at, data } of captures()) {
      fixture.clock.set(Date.parse(at))
      fixture.setUpstream(data)
      await sync(ctx, { skipIfAttemptedSince: null })
    }
    live = await toldBy(watch)
    ;[team = [], freeModels = []] = await Promise.all(others.map(toldBy))
    const other = await newWatch('replayed')
    const row = (await watchById(fixture.db, other))!
    await replaySince(fixture.db, row, { since: 0, now: fixture.clock.now(), catalogue: createCatalogue([]) })
    replayed = await toldBy(other)
  }, 600_000)
  afterAll(() => fixture?.close())

  it('tells what is in the reviewed summary', async () => {
    await expect(summaryOf(live)).toMatchFileSnapshot('golden/summary.txt')
  })

  it('tells of one week what is in the reviewed texts', async () => {
    const week = live.filter(({ day }) => day >= weekFrom && day < weekUntil)
    await expect(textOf(week)).toMatchFileSnapshot('golden/week.txt')
  })

  it.each([
    ['the models of a team', 'team.txt', () => team],
    ['new free models with long contexts', 'free-models.txt', () => freeModels],
  ])('tell of %s what is in the reviewed texts', async (_, file, told) => {
    await expect(textOf(told())).toMatchFileSnapshot(`golden/${file}`)
  })

  it('tells nothing twice, and of a replay nothing that it did not tell before, but the first sync', () => {
    const lines = live.map(({ day, kind, text }) => `${day} ${kind} ${text}`)
    const flapping = lines.filter((line) => line.includes(' alternates between '))
    expect(new Set(flapping).size).toBe(flapping.length)
    const seqs = new Set(live.map(({ seq }) => seq))
    expect(seqs.size).toBe(live.length)
    const unknown = replayed.filter(({ seq }) => !seqs.has(seq))
    // A replay sees a price that alternates at its newest move; at first it was told at its second.
    const [first] = replayed
    const isFirstSync = ({ day, kind }: Told): boolean => day === first?.day && kind === 'model_added'
    const others = unknown.filter((told) => !isFirstSync(told) && !told.text.includes(' alternates between '))
    expect(others).toEqual([])
  })
})

async function newWatch(name: string, filter: WatchFilter = {}): Promise<number> {
  const id = await insertWatch(fixture!.db, watchRow(name, { filter }))
  return id!
}

async function toldBy(watchId: number): Promise<Told[]> {
  const rows = await fixture!.db.query<{ item: WatchItem }>(
    'SELECT item FROM watch_events WHERE watch_id = $1 ORDER BY id',
    [watchId],
  )
  return rows.flatMap(({ item }) =>
    item.type === 'change'
      ? [
          {
            seq: item.change.seq,
            day: item.change.observed_at.slice(0, 10),
            kind: item.change.kind,
            text: itemText(item),
          },
        ]
      : [],
  )
}

const textOf = (told: readonly Told[]): string => told.map(({ day, text }) => `${day} ${text}\n`).join('')

function summaryOf(told: readonly Told[]): string {
  const counts = new Map<string, number>()
  for (const { day, kind } of told) {
    const key = `${day.slice(0, 7)} ${kind}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => `${key} ${count}\n`)
    .join('')
}
