/** All replicas together fetch from upstream at most once per interval, even if the result of a fetch never arrives. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRevalidation, type Revalidation } from '../../../src/sync/revalidation.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

const intervalMs = 240_000
const models = [exampleModel('a/one'), exampleModel('a/two')]

let database: TestDatabase
let fixtures: SyncFixture[]
let replicas: Revalidation[]
let pendingFetches: (() => void)[]
beforeEach(async () => {
  database = await createTestDatabase()
  const first = await createSyncFixture({ databaseUrl: database.url, holder: 'replica-0' })
  fixtures = [first]
  pendingFetches = []
  for (const nr of [1, 2])
    fixtures.push(await createSyncFixture({ databaseUrl: database.url, holder: `replica-${nr}`, clock: first.clock }))
  for (const fixture of fixtures) fixture.setUpstream(models)
  replicas = fixtures.map(({ ctx }) => createRevalidation({ ctx, intervalMs, ttlMs: 300_000, pollMs: 10_000 }))
})
afterEach(async () => {
  for (const finish of pendingFetches) finish()
  for (const replica of replicas) await replica.stop()
  for (const fixture of fixtures) await fixture.close()
  await database.drop()
})

const advance = (ms: number): void => fixtures[0]!.clock.set(fixtures[0]!.clock.now() + ms)
const expireLease = () =>
  fixtures[1]!.db.query("UPDATE catalog_lease SET expires_at = clock_timestamp() - interval '1 second'")
const fetchCount = (): number => fixtures.reduce((sum, fixture) => sum + fixture.fetchCount(), 0)
const fireOtherTimers = () => Promise.all(replicas.slice(1).map((replica) => replica.revalidate('timer')))

/** Starts a fetch that does not return until `finish` is called. */
async function startHangingFetch(
  { ctx }: SyncFixture,
  revalidate: () => Promise<unknown>,
): Promise<{ finish(): Promise<void> }> {
  const { upstream } = ctx
  ctx.upstream = {
    ...upstream,
    fetchModels: async (signal) => (
      await new Promise<void>((resolve) => pendingFetches.push(resolve)),
      upstream.fetchModels(signal)
    ),
  }
  const done = revalidate()
  await until(() => pendingFetches.length > 0)
  return { finish: async () => (pendingFetches[0]!(), void (await done)) }
}

describe('an interval', () => {
  it('has one fetch if its holder was paused until its lease expired', async () => {
    const holder = await startHangingFetch(fixtures[0]!, () => replicas[0]!.revalidate('timer'))
    await expireLease()
    advance(3_000)
    await fireOtherTimers()
    advance(intervalMs - 3_001)
    await fireOtherTimers()
    expect(fetchCount()).toBe(0) // the hanging one is not counted yet
    await holder.finish()
    expect(fetchCount()).toBe(1)
  })

  it('is counted by other replicas from the start of the fetch', async () => {
    const holder = await startHangingFetch(fixtures[0]!, () => replicas[0]!.revalidate('timer'))
    advance(1_000)
    expect(await fireOtherTimers()).toEqual([null, null]) // the lease is held
    await expireLease() // as after a kill
    advance(intervalMs - 1_000)
    await fireOtherTimers()
    expect(fetchCount()).toBe(1)
    await holder.finish()
  })

  it('has one fetch if its result could not be committed', async () => {
    const { ctx, db } = fixtures[0]!
    const { upstream } = ctx
    ctx.upstream = { ...upstream, fetchModels: async (signal) => (await expireLease(), upstream.fetchModels(signal)) }
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ id: null })
    expect(await db.query('SELECT id FROM catalog_syncs')).toEqual([])
    advance(intervalMs - 1)
    await fireOtherTimers()
    expect(fetchCount()).toBe(1)
  })

  it('is shared by all replicas even if the newest sync is dated in the future', async () => {
    await replicas[0]!.revalidate('timer')
    await fixtures[0]!.db.query("UPDATE catalog_syncs SET observed_at = observed_at + interval '1 day'")
    advance(intervalMs)
    for (const replica of replicas) {
      await replica.revalidate('timer')
      advance(1_000)
    }
    expect(fetchCount()).toBe(2)
  })

  it('does not start with a replica that lost the lease before its fetch', async () => {
    const { ctx } = fixtures[0]!
    const before = ctx.db
    ctx.db = Object.assign(Object.create(before) as typeof before, {
      status: () => before.status(),
      query: (text: string, values?: readonly unknown[]) => before.query(text, values),
      transaction: async (...args: Parameters<typeof before.transaction>) => {
        if (args[1]?.readOnly) await expireLease() // as if paused right after it was acquired
        return before.transaction(...args)
      },
    })
    expect(await replicas[0]!.revalidate('timer')).toBeNull()
    expect(fetchCount()).toBe(0)
    await replicas[1]!.revalidate('timer')
    expect(fetchCount()).toBe(1)
  })
})
