import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Model } from '@modelkeep/catalog/model/model'
import { NO_OTHERS, type OtherCatalogues } from '@modelkeep/catalog/lifecycle/statements'
import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { announcementKey, type LifecycleFacts } from '../../../src/lifecycle/lifecycle-facts.js'
import { createObservation } from '../../../src/snapshot/observation.js'
import { sync } from '../../../src/sync/sync.js'
import { enqueueChanges } from '../../../src/watches/events/enqueue-changes.js'
import { enqueueMilestones } from '../../../src/watches/events/enqueue-milestones.js'
import { insertWatch } from '../../../src/watches/queries/watch-rows.js'
import { itemText } from '@modelkeep/catalog/watches/item-text'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { watchRow } from './helpers/watch-row.js'

const day = 86_400_000
const nothingElse: LifecycleFacts = { others: NO_OTHERS, since: new Map(), mirroredSince: new Map(), removed: [] }
let fixture: SyncFixture
beforeAll(async () => {
  fixture = await createSyncFixture()
})
afterAll(() => fixture.close())
beforeEach(() => fixture.db.query('DELETE FROM watches').then(() => {}))

async function watch(createdAt: string, grouping: 'each' | 'daily' = 'each'): Promise<number> {
  const row = watchRow(`expiring, ${grouping}`, { filter: { author: ['a'] }, milestones: [30, 7, 1, 0], grouping })
  const id = await insertWatch(fixture.db, row)
  await fixture.db.query('UPDATE watches SET created_at = $2, milestones_since = $2 WHERE id = $1', [id, createdAt])
  return id!
}

const itemsOf = async (id: number): Promise<WatchItem[]> =>
  (
    await fixture.db.query<{ item: WatchItem }>('SELECT item FROM watch_events WHERE watch_id = $1 ORDER BY id', [id])
  ).map(({ item }) => item)

const catalogueOf = (expires: string) =>
  createCatalogue([
    exampleModel('a/one', { expiration_date: expires }) as unknown as Model,
    exampleModel('b/other', { expiration_date: expires }) as unknown as Model,
    exampleModel('a/stays') as unknown as Model,
  ])

/** What is announced between two days, hour by hour. */
async function through(from: string, until: string, expires: string): Promise<void> {
  for (let now = Date.parse(from); now < Date.parse(until); now += day / 4)
    await enqueueMilestones(fixture.db, catalogueOf(expires), { facts: nothingElse, now })
}

const told = async (id: number) =>
  (await itemsOf(id)).map((item) => (item.type === 'expiry' ? [item.model_id, item.milestone, item.days_left] : []))

describe('a model that expires', () => {
  it('is announced once at each milestone', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    await through('2026-01-02', '2026-03-20', '2026-03-10')
    expect(await told(id)).toEqual([
      ['a/one', 30, 30],
      ['a/one', 7, 7],
      ['a/one', 1, 1],
      ['a/one', 0, 0],
    ])
  })

  it('is announced once at each milestone also when the date moves', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    await through('2026-01-02', '2026-02-12', '2026-03-10')
    await through('2026-02-12', '2026-05-20', '2026-05-10')
    expect((await told(id)).map(([, milestone]) => milestone)).toEqual([30, 7, 1, 0])
  })

  it('whose date moves close is announced at the closest milestone only', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    await through('2026-01-02', '2026-02-01', '2026-06-10')
    await through('2026-02-01', '2026-02-03', '2026-02-06')
    expect(await told(id)).toEqual([['a/one', 7, 5]])
  })

  it('is announced in the digest that is sent when the milestone has come, and as the days are then', async () => {
    const [each, daily] = [await watch('2026-01-01T00:00:00Z'), await watch('2026-01-01T00:00:00Z', 'daily')]
    const at = (time: string) =>
      enqueueMilestones(fixture.db, catalogueOf('2026-03-10'), { facts: nothingElse, now: Date.parse(time) })
    await at('2026-03-08T23:00:00Z')
    expect([await told(each), await told(daily)]).toEqual([[['a/one', 7, 2]], [['a/one', 1, 1]]])
    await at('2026-03-09T10:00:00Z')
    expect([(await told(each)).at(-1), (await told(daily)).at(-1)]).toEqual([
      ['a/one', 1, 1],
      ['a/one', 0, 0],
    ])
  })

  it('is not announced at milestones that passed before the watch was created', async () => {
    const id = await watch('2026-03-05T00:00:00Z')
    await through('2026-03-05', '2026-03-08', '2026-03-10')
    expect(await told(id)).toEqual([])
    await through('2026-03-08', '2026-03-20', '2026-03-10')
    expect((await told(id)).map(([, milestone]) => milestone)).toEqual([1, 0])
  })
})

describe('a model whose end another catalogue announces', () => {
  const stays = createCatalogue([
    exampleModel('a/stays') as unknown as Model,
    exampleModel('b/other') as unknown as Model,
  ])
  const litellm = (date: string): OtherCatalogues => ({
    ...NO_OTHERS,
    litellm: { 'openrouter/a/stays': { deprecation_date: date }, 'openrouter/b/other': { deprecation_date: date } },
  })
  const modelsDev: OtherCatalogues = {
    ...NO_OTHERS,
    'models.dev': { openrouter: { models: { 'a/stays': { status: 'deprecated' } } } },
  }
  const mirroredSince = Date.parse('2026-01-15T00:00:00Z')
  const at = (now: string, others: OtherCatalogues, since: Record<string, string> = {}) =>
    enqueueMilestones(fixture.db, stays, {
      now: Date.parse(now),
      facts: {
        others,
        removed: [],
        since: new Map(Object.entries(since).map(([key, time]) => [key, Date.parse(time)])),
        mirroredSince: new Map([
          ['litellm', mirroredSince],
          ['models.dev', mirroredSince],
        ]),
      },
    })

  it('is announced at its milestones, with the catalogue that gives the date', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    await at('2026-03-05T00:00:00Z', litellm('2026-03-10'))
    expect(await itemsOf(id)).toMatchObject([
      { type: 'expiry', model_id: 'a/stays', expires: '2026-03-10', milestone: 7, sources: ['litellm'] },
    ])
    expect(itemText((await itemsOf(id))[0]!)).toMatch(/expires in 5 days, on 10 Mar 2026 \(according to LiteLLM\)$/)
  })

  it('is announced once as deprecated if there is no date that counts', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    const since = { [announcementKey('models.dev', 'a/stays')]: '2026-02-01T00:00:00Z' }
    await at('2026-02-01T01:00:00Z', modelsDev, since)
    await at('2026-02-01T02:00:00Z', modelsDev, since)
    const items = await itemsOf(id)
    expect(items).toMatchObject([{ type: 'deprecated', model_id: 'a/stays', source: 'models.dev' }])
    expect(itemText(items[0]!)).toMatch(/: is deprecated according to models\.dev$/)
    await at('2026-03-01T00:00:00Z', litellm('2026-02-20'), {
      [announcementKey('litellm', 'a/stays')]: '2026-03-01T00:00:00Z',
    })
    expect(await itemsOf(id)).toHaveLength(2)
  })

  it('is not announced as deprecated when a date passes that had its milestones', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    const since = { [announcementKey('litellm', 'a/stays')]: '2026-02-01T00:00:00Z' }
    for (const now of ['2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z']) await at(now, litellm('2026-03-10'), since)
    expect(await itemsOf(id)).toMatchObject([{ type: 'expiry', milestone: 0 }])
  })

  it.each([
    ['it was so before the watch was created', { 'models.dev a/stays': '2025-12-01T00:00:00Z' }],
    ['it is not known since when', {}],
    ['the first document of that catalogue said so', { 'models.dev a/stays': '2026-01-15T00:00:00Z' }],
  ])('is not announced as deprecated if %s', async (_, since) => {
    const id = await watch('2026-01-01T00:00:00Z')
    await at('2026-02-01T01:00:00Z', modelsDev, since)
    expect(await itemsOf(id)).toEqual([])
  })
})

describe('a watch hears nothing', () => {
  const models = (prompt: string, count = 10) =>
    Array.from({ length: count }, (_, nr) => exampleModel(`a/m${nr}`, { pricing: { prompt, completion: '1' } }))

  it('of the first sync of a database, of a quarantined list, and of one that was approved', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    const ctx = { ...fixture.ctx, onNews: enqueueChanges }
    const run = async (list: unknown[]) => {
      await fixture.clock.advance(60_000)
      fixture.setUpstream(list)
      return sync(ctx, { skipIfAttemptedSince: null })
    }
    expect(await run(models('0.1'))).toMatchObject({ status: 'applied' })
    expect(await itemsOf(id)).toEqual([])
    expect(await run(models('0.2', 2))).toMatchObject({ status: 'quarantined' })
    expect(await itemsOf(id)).toEqual([])
    const observation = createObservation({
      observedAt: fixture.clock.now(),
      source: 'approval',
      scope: 'all',
      durationMs: 0,
      bytes: Buffer.from(JSON.stringify({ data: models('0.2', 2) })),
    })
    const approved = await sync(ctx, { skipIfAttemptedSince: null, approved: { kind: 'payload', observation } })
    expect(approved).toMatchObject({ status: 'applied' })
    expect(await itemsOf(id)).toEqual([])
    expect(await run(models('0.3', 2))).toMatchObject({ status: 'applied' })
    expect(await itemsOf(id)).toHaveLength(2)
  })

  it('of an import, neither of what came before the newest sync nor of what came after it', async () => {
    const id = await watch('2026-01-01T00:00:00Z')
    const ctx = { ...fixture.ctx, onNews: enqueueChanges }
    const run = async (list: unknown[]) => {
      await fixture.clock.advance(day)
      fixture.setUpstream(list)
      return sync(ctx, { skipIfAttemptedSince: null })
    }
    const capture = (at: number, prompt: string) => ({ observed_at: new Date(at).toISOString(), data: models(prompt) })
    await run(models('0.4', 10))
    await fixture.db.query('DELETE FROM watch_events')
    const newest = fixture.clock.now()
    const imported = await importRaw(fixture.db, [capture(newest - day / 2, '0.5'), capture(newest + day / 2, '0.6')], {
      now: () => newest + day,
    })
    expect(imported).toMatchObject({ bad: [], changes: expect.any(Number) as number })
    expect(await itemsOf(id)).toEqual([])
    await run(models('0.7'))
    expect((await itemsOf(id)).map((item) => item.type === 'change' && item.change.before)).toEqual(
      Array.from({ length: 10 }, () => '0.6'),
    )
  })
})
