import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLifecycle, type RunningLifecycle } from '../../../src/lifecycle/create-lifecycle.js'
import { commitMirror } from '../../../src/mirrors/mirror-database.js'
import { announcementKey } from '../../../src/lifecycle/lifecycle-facts.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const msPerDay = 86_400_000
const others = ['b/1', 'b/2', 'b/3', 'b/4', 'b/5', 'b/6'].map((id) => exampleModel(id))

let fixture: SyncFixture
let lifecycle: RunningLifecycle
let changes = 0

beforeAll(async () => {
  fixture = await createSyncFixture()
  const { db, clock, ctx } = fixture
  lifecycle = createLifecycle({
    db,
    clock,
    snapshots: ctx.snapshots,
    events: ctx.events,
    mirrors: { get: () => null, all: () => [], run: async () => {} },
    deprecatedDays: 30,
    onChange: () => {
      changes += 1
    },
  })
})
afterAll(() => fixture.close())

/** @returns when it was observed, in Unix milliseconds */
async function observe(models: unknown[]): Promise<number> {
  fixture.setUpstream([...models, ...others])
  const sync = await fixture.sync()
  await lifecycle.refresh()
  return Date.parse(sync!.observed_at)
}

const removedIds = (): string[] => lifecycle.facts().removed.map(({ id }) => id)

it('has nothing new to say about a first catalogue without announcements', async () => {
  await observe([exampleModel('a/gone')])
  fixture.ctx.events.emit('snapshot', { tier: 'upstream', models: 7, ageMs: 0 })
  await lifecycle.refresh()
  expect(changes).toBe(0)
})

it('knows models for as many days after their removal as was configured', async () => {
  await observe([exampleModel('a/gone')])
  expect(removedIds()).toEqual([])
  await fixture.clock.advance(msPerDay)
  await observe([])
  expect(removedIds()).toEqual(['a/gone'])
  const known = lifecycle.facts().removed
  expect(lifecycle.facts().removed).toBe(known)
  await fixture.clock.advance(29 * msPerDay)
  expect(removedIds()).toEqual(['a/gone'])
  await fixture.clock.advance(1.01 * msPerDay)
  expect(removedIds()).toEqual([])
  await lifecycle.refresh()
  expect(removedIds()).toEqual([])
})

it('forgets the removal of a model that is back', async () => {
  await observe([exampleModel('a/flaps')])
  await fixture.clock.advance(msPerDay)
  await observe([])
  expect(removedIds()).toEqual(['a/flaps'])
  await fixture.clock.advance(msPerDay)
  await observe([exampleModel('a/flaps')])
  expect(removedIds()).toEqual([])
})

it('knows since when a model has had an expiry date, also if that moves, and begins anew once it had none', async () => {
  const expires = (date: string | null) => [exampleModel('a/leaves', { expiration_date: date })]
  const since = () => lifecycle.facts().since.get(announcementKey('openrouter', 'a/leaves'))
  await observe(expires(null))
  expect(since()).toBeUndefined()
  await fixture.clock.advance(msPerDay)
  const announced = await observe(expires('2027-01-01'))
  expect(since()).toBe(announced)
  await fixture.clock.advance(msPerDay)
  await observe(expires('2027-02-01'))
  expect(since()).toBe(announced)
  await fixture.clock.advance(msPerDay)
  await observe(expires('2098-12-31'))
  expect(since()).toBeUndefined()
  await fixture.clock.advance(msPerDay)
  expect(since()).toBeUndefined()
  const again = await observe(expires('2027-02-01'))
  expect(since()).toBe(again)
})

it('knows when each mirrored catalogue was first observed', async () => {
  expect(lifecycle.facts().mirroredSince).toEqual(new Map())
  const commit = (changedAt: number) => {
    const hash = String(changedAt)
    const document = { source: 'litellm' as const, document: {}, hashes: new Map([['gpt', hash]]), changedAt }
    return commitMirror(fixture.db, { ...document, etag: null, lastModified: null }, new Map([[hash, '{}']]))
  }
  const first = fixture.clock.now()
  await commit(first)
  await commit(first + msPerDay)
  await lifecycle.refresh()
  expect(lifecycle.facts().mirroredSince).toEqual(new Map([['litellm', first]]))
})

it('says when what it knows has changed, and not otherwise', async () => {
  const before = changes
  await lifecycle.refresh()
  expect(changes).toBe(before)
  await fixture.clock.advance(msPerDay)
  await observe([])
  expect(changes).toBeGreaterThan(before)
})

it('keeps what it knows while history cannot be read', async () => {
  const known = lifecycle.facts().removed
  expect(known.length).toBeGreaterThan(0)
  const troubles: string[] = []
  fixture.ctx.events.on('trouble', ({ what }) => void troubles.push(what))
  await fixture.db.query('ALTER TABLE model_contents RENAME TO hidden')
  await lifecycle.refresh()
  await fixture.db.query('ALTER TABLE hidden RENAME TO model_contents')
  expect([lifecycle.facts().removed, troubles]).toEqual([known, ['lifecycle_not_read']])
})
