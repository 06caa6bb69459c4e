/** At most one replica asks upstream in an interval, also where the one that did never tells what it heard. */
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
let answers: (() => void)[]
beforeEach(async () => {
  database = await createTestDatabase()
  const first = await createSyncFixture({ databaseUrl: database.url, holder: 'replica-0' })
  fixtures = [first]
  answers = []
  for (const nr of [1, 2])
    fixtures.push(await createSyncFixture({ databaseUrl: database.url, holder: `replica-${nr}`, clock: first.clock }))
  for (const fixture of fixtures) fixture.setUpstream(models)
  replicas = fixtures.map(({ ctx }) => createRevalidation({ ctx, intervalMs, ttlMs: 300_000, pollMs: 10_000 }))
})
afterEach(async () => {
  for (const answer of answers) answer()
  for (const replica of replicas) await replica.stop()
  for (const fixture of fixtures) await fixture.close()
  await database.drop()
})

const later = (ms: number): void => fixtures[0]!.clock.set(fixtures[0]!.clock.now() + ms)
const leaseRunsOut = () =>
  fixtures[1]!.db.query("UPDATE catalog_lease SET expires_at = clock_timestamp() - interval '1 second'")
const asked = (): number => fixtures.reduce((sum, fixture) => sum + fixture.fetchCount(), 0)
const allRing = () => Promise.all(replicas.slice(1).map((replica) => replica.revalidate('timer')))

/** The holder has asked, and hears nothing; `hears` lets the answer come. */
async function fallsSilent({ ctx }: SyncFixture, revalidate: () => Promise<unknown>): Promise<{ hears(): Promise<void> }> {
  const { upstream } = ctx
  ctx.upstream = {
    ...upstream,
    fetchModels: async (signal) => (
      await new Promise<void>((resolve) => answers.push(resolve)),
      upstream.fetchModels(signal)
    ),
  }
  const done = revalidate()
  await until(() => answers.length > 0)
  return { hears: async () => (answers[0]!(), void (await done)) }
}

describe('an interval', () => {
  it('has had its question, where its holder asked and was paused until its lease had run out', async () => {
    const holder = await fallsSilent(fixtures[0]!, () => replicas[0]!.revalidate('timer'))
    await leaseRunsOut()
    later(3_000)
    await allRing()
    later(intervalMs - 3_001)
    await allRing()
    expect(asked()).toBe(0) // but for the one that is under way
    await holder.hears()
    expect(asked()).toBe(1)
  })

  it('ends for the others an interval after the holder asked, and not after they found it at that', async () => {
    const holder = await fallsSilent(fixtures[0]!, () => replicas[0]!.revalidate('timer'))
    later(1_000)
    expect(await allRing()).toEqual([null, null]) // its lease is held
    await leaseRunsOut() // it was killed
    later(intervalMs - 1_000)
    await allRing()
    expect(asked()).toBe(1)
    await holder.hears()
  })

  it('has had its question, where what was heard could not be committed', async () => {
    const { ctx, db } = fixtures[0]!
    const { upstream } = ctx
    ctx.upstream = { ...upstream, fetchModels: async (signal) => (await leaseRunsOut(), upstream.fetchModels(signal)) }
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ id: null })
    expect(await db.query('SELECT id FROM catalog_syncs')).toEqual([])
    later(intervalMs - 1)
    await allRing()
    expect(asked()).toBe(1)
  })

  it('is one for all, also while a row from the future is the newest', async () => {
    await replicas[0]!.revalidate('timer')
    await fixtures[0]!.db.query("UPDATE catalog_syncs SET observed_at = observed_at + interval '1 day'")
    later(intervalMs)
    for (const replica of replicas) {
      await replica.revalidate('timer')
      later(1_000)
    }
    expect(asked()).toBe(2)
  })

  it('is not begun by one that has lost the lease before it asked', async () => {
    const { ctx } = fixtures[0]!
    const before = ctx.db
    ctx.db = Object.assign(Object.create(before) as typeof before, {
      status: () => before.status(),
      query: (text: string, values?: readonly unknown[]) => before.query(text, values),
      transaction: async (...args: Parameters<typeof before.transaction>) => {
        if (args[1]?.readOnly) await leaseRunsOut() // it is paused right after it has got it
        return before.transaction(...args)
      },
    })
    expect(await replicas[0]!.revalidate('timer')).toBeNull()
    expect(asked()).toBe(0)
    await replicas[1]!.revalidate('timer')
    expect(asked()).toBe(1)
  })
})
