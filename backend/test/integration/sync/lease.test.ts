import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catalogueAsOf } from '../../../src/postgres/as-of.js'
import { LeaseLost } from '../../../src/postgres/database-error.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { replaySpool } from '../../../src/sync/replay-spool.js'
import { sync } from '../../../src/sync/sync.js'
import { acquireLease, assertLease, releaseLease, renewLease } from '../../../src/postgres/lease.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

let database: TestDatabase
let ours: SyncFixture
let theirs: SyncFixture
beforeEach(async () => {
  database = await createTestDatabase()
  ours = await createSyncFixture({ databaseUrl: database.url, holder: 'ours' })
  theirs = await createSyncFixture({ databaseUrl: database.url, holder: 'theirs', clock: ours.clock })
})
afterEach(async () => {
  await ours.close()
  await theirs.close()
  await database.drop()
})

const models = [exampleModel('a/one'), exampleModel('a/two')]
const expire = (): Promise<unknown> =>
  ours.db.query("UPDATE catalog_lease SET expires_at = clock_timestamp() - interval '1 second'")

describe('the lease', () => {
  it('has one holder at a time, and a growing token', async () => {
    const first = await acquireLease(ours.db, 'ours', 60_000)
    expect(await acquireLease(theirs.db, 'theirs', 60_000)).toBeNull()
    await releaseLease(ours.db, first!)
    const second = await acquireLease(theirs.db, 'theirs', 60_000)
    expect(second!.token).toBeGreaterThan(first!.token)
  })

  it('is not granted twice to one process', async () => {
    expect(await acquireLease(ours.db, 'ours', 60_000)).not.toBeNull()
    expect(await acquireLease(ours.db, 'ours', 60_000)).toBeNull()
  })

  it('is granted to one of many simultaneous requests', async () => {
    const leases = await Promise.all(
      Array.from({ length: 8 }, (_, nr) => acquireLease(nr % 2 ? ours.db : theirs.db, `replica-${nr}`, 60_000)),
    )
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1)
  })

  it('cannot be renewed after it has expired', async () => {
    const lease = await acquireLease(ours.db, 'ours', 60_000)
    await expire()
    await expect(renewLease(ours.db, lease!)).rejects.toThrow(LeaseLost)
  })

  it('cannot be asserted by its previous holder, and cannot be taken over while it is asserted', async () => {
    const lease = await acquireLease(ours.db, 'ours', 60_000)
    const other = await ours.db.transaction(async (tx) => {
      await assertLease(tx, lease!)
      const waiting = acquireLease(theirs.db, 'theirs', 60_000)
      await tx.query("UPDATE catalog_lease SET expires_at = clock_timestamp() + interval '1 hour'")
      return { waiting }
    })
    expect(await other.waiting).toBeNull()
    await expire()
    expect(await acquireLease(theirs.db, 'theirs', 60_000)).not.toBeNull()
    await expect(ours.db.transaction((tx) => assertLease(tx, lease!))).rejects.toThrow(LeaseLost)
  })
})

describe('a process that is paused during its commit', () => {
  it('does not block other replicas: the lease is taken, the database responds', async () => {
    const lease = await acquireLease(ours.db, 'ours', 60_000)
    let resume: (() => void) | undefined
    const paused = ours.db.transaction(async (tx) => {
      await assertLease(tx, lease!)
      await new Promise<void>((resolve) => {
        resume = resolve
      })
    })
    await until(() => resume !== undefined)
    expect(await acquireLease(theirs.db, 'theirs', 60_000)).toBeNull()
    expect(theirs.db.status().state).toBe('connected')
    resume?.()
    await paused
  })
})

describe('a sync of a replica whose clock is behind', () => {
  it('is dated later than the newest sync of the others', async () => {
    theirs.setUpstream([models[0]!])
    ours.ctx.maxShrinkPercent = 100
    ours.ctx.maxGrowthPercent = 1_000_000
    ours.setUpstream(models)
    await theirs.sync()
    ours.clock.set(ours.clock.now() - 5_000)
    await ours.sync()
    const { newest, catalogue } = await loadBaseline(ours.db)
    expect(catalogue.entries).toHaveLength(2)
    expect(newest).toMatchObject({ appliedAt: ours.clock.now() + 5_001 })
    expect((await catalogueAsOf(ours.db, newest!.appliedAt)).catalogue.hash).toBe(catalogue.hash)
  })
})

describe('a process that was paused past its lease', () => {
  it('cannot commit; its observation is committed into history later', async () => {
    ours.setUpstream(models)
    await ours.sync()

    // Ours is paused while fetching. Meanwhile the lease expires and theirs completes a sync.
    const slow = ours.ctx.upstream
    ours.ctx.upstream = {
      ...slow,
      fetchModels: async () => {
        await expire()
        ours.clock.set(ours.clock.now() + 60_000)
        const seen = {
          bytes: Buffer.from(JSON.stringify({ data: [...models, exampleModel('a/seen-by-ours')] })),
          pages: 1,
          durationMs: 1,
        }
        const observedAt = ours.clock.now()
        theirs.setUpstream([models[0]!, { ...models[1]!, context_length: 7 }])
        ours.clock.set(observedAt + 1_000)
        await theirs.sync()
        ours.clock.set(observedAt)
        return seen
      },
    }
    const late = await ours.sync()
    expect(late).toMatchObject({ id: null, status: 'applied' })
    expect(await ours.db.query('SELECT id FROM catalog_syncs ORDER BY id')).toHaveLength(2)
    expect(ours.ctx.spool.status().pending).toBe(1)

    await replaySpool(ours.ctx, new AbortController().signal)
    const seen = await catalogueAsOf(ours.db, Date.parse(late!.observed_at))
    expect(seen.catalogue.entries.map(({ id }) => id)).toEqual(['a/one', 'a/two', 'a/seen-by-ours'])
    const { catalogue } = await loadBaseline(ours.db)
    expect(catalogue.entries.map(({ model }) => [model.id, model.context_length])).toEqual([
      ['a/one', 128_000],
      ['a/two', 7],
    ])
  })
})

describe('acquiring the lease for a sync', () => {
  it('fails if another replica has just synced', async () => {
    ours.setUpstream(models)
    theirs.setUpstream(models)
    await ours.sync()
    expect(await sync(theirs.ctx, { skipIfAttemptedSince: ours.clock.now() - 1_000 })).toBeNull()
    expect(theirs.fetchCount()).toBe(0)
  })

  it('fails while another replica holds the lease', async () => {
    theirs.setUpstream(models)
    await acquireLease(ours.db, 'ours', 60_000)
    expect(await theirs.sync()).toBeNull()
    expect(theirs.fetchCount()).toBe(0)
  })
})

describe('a process that stops responding while it acquires the lease', () => {
  it('blocks others no longer than the lease lasts', async () => {
    const settings: unknown[] = []
    const listening = Object.assign(Object.create(ours.db) as typeof ours.db, {
      schemaVersion: ours.db.schemaVersion,
      transaction: (work: Parameters<typeof ours.db.transaction>[0], options: object) => {
        settings.push(options)
        return ours.db.transaction(work, options)
      },
    })
    const lease = await acquireLease(listening, 'ours', 3_000)
    await renewLease(listening, lease!)
    expect(settings).toEqual([
      expect.objectContaining({ idleTimeoutMs: 3_000 }),
      expect.objectContaining({ idleTimeoutMs: 3_000 }),
    ])
  })
})
