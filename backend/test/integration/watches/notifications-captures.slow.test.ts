import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { WatchItem } from '@modelkeep/catalog/contract/watches'
import { itemText } from '@modelkeep/catalog/watches/item-text'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { sync } from '../../../src/sync/sync.js'
import { enqueueChanges } from '../../../src/watches/enqueue-changes.js'
import { insertWatch, watchById } from '../../../src/watches/queries/watch-rows.js'
import { replaySince } from '../../../src/watches/replay.js'
import { captures, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

/** golden/ was reviewed by hand: what somebody is told of real lists in three months, by month and kind, and all of one week. */
const [from, until] = ['2026-01-10', '2026-04-10']
const [weekFrom, weekUntil] = ['2026-04-01', '2026-04-08']

interface Told {
  seq: number
  day: string
  kind: string
  text: string
}

let fixture: SyncFixture | undefined
let live: Told[]
let replayed: Told[]

describe('a watch on everything, over three months of real lists', () => {
  beforeEach(({ skip }) => skip(!haveCaptures, noCaptures))
  beforeAll(async () => {
    if (!haveCaptures) return
    fixture = await createSyncFixture()
    const watch = await newWatch('live')
    const ctx = { ...fixture.ctx, onNews: enqueueChanges, maxShrinkPercent: 100 }
    for await (const { observed_at: at, data } of captures()) {
      if (at < from || at >= until) continue
      fixture.clock.set(Date.parse(at))
      fixture.setUpstream(data)
      await sync(ctx, { skipIfAttemptedSince: null })
    }
    live = await toldBy(watch)
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
    await expect(week.map(({ day, text }) => `${day} ${text}\n`).join('')).toMatchFileSnapshot('golden/week.txt')
  })

  it('tells nothing twice, and of a replay nothing that it did not tell before, but the first sync', () => {
    const lines = live.map(({ day, kind, text }) => `${day} ${kind} ${text}`)
    const flapping = lines.filter((line) => line.includes(' alternates between '))
    expect(new Set(flapping).size).toBe(flapping.length)
    const seqs = new Set(live.map(({ seq }) => seq))
    expect(seqs.size).toBe(live.length)
    const unknown = replayed.filter(({ seq }) => !seqs.has(seq))
    // A replay sees a price that alternates at its newest move; at first it was told at its second.
    const isFirstSync = ({ day, kind }: Told): boolean => day === from && kind === 'model_added'
    const others = unknown.filter((told) => !isFirstSync(told) && !told.text.includes(' alternates between '))
    expect(others).toEqual([])
  })
})

async function newWatch(name: string): Promise<number> {
  const id = await insertWatch(fixture!.db, {
    name,
    filter: {},
    milestones: [],
    grouping: 'each',
    destination: { type: 'webhook', target: 'https://example.com' },
    secrets: null,
    source: 'api',
  })
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
