import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { createObservation } from '../../../src/snapshot/observation.js'
import { createRevalidation, type Revalidation } from '../../../src/sync/revalidation.js'
import { acquireLease } from '../../../src/postgres/lease.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { importRaw, painter } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

const intervalMs = 240_000
const ttlMs = 300_000
const models = [exampleModel('a/one'), exampleModel('a/two')]

let database: TestDatabase
let fixtures: SyncFixture[]
let replicas: Revalidation[]
beforeEach(async () => {
  database = await createTestDatabase()
  const first = await createSyncFixture({ databaseUrl: database.url, holder: 'replica-0' })
  fixtures = [first, await createSyncFixture({ databaseUrl: database.url, holder: 'replica-1', clock: first.clock })]
  for (const fixture of fixtures) fixture.setUpstream(models)
  replicas = fixtures.map(({ ctx }) => createRevalidation({ ctx, intervalMs, ttlMs, pollMs: 10_000 }))
})
afterEach(async () => {
  for (const replica of replicas) await replica.stop()
  for (const fixture of fixtures) await fixture.close()
  await database.drop()
})

const later = (ms: number): void => fixtures[0]!.clock.set(fixtures[0]!.clock.now() + ms)

describe('revalidation', () => {
  it('is single-flight', async () => {
    await Promise.all(Array.from({ length: 50 }, () => replicas[0]!.revalidate('stale')))
    expect(fixtures[0]!.fetchCount()).toBe(1)
  })

  it('writes spooled items that are in memory only before it stops', async () => {
    const { ctx, dataDir, clock } = fixtures[0]!
    await writeFile(join(dataDir, 'spool'), 'in the way')
    expect(
      await ctx.spool.append(
        createObservation({
          observedAt: clock.now(),
          source: 'upstream',
          scope: 'all',
          durationMs: 1,
          bytes: Buffer.from('{}'),
        }),
      ),
    ).toMatchObject({ stored: 'in_memory' })
    await rm(join(dataDir, 'spool'))
    await replicas[0]!.stop()
    expect(await readdir(join(dataDir, 'spool'))).toHaveLength(1)
  })

  it('does nothing after it was stopped', async () => {
    await replicas[0]!.stop()
    expect(await replicas[0]!.revalidate('stale')).toBeNull()
    expect([fixtures[0]!.fetchCount(), replicas[0]!.status().databaseCheckedAt]).toEqual([0, null])
  })

  it('loads what another replica has just synced from the database, without a request to upstream', async () => {
    await replicas[0]!.revalidate('timer')
    later(1_000)
    expect(await replicas[1]!.revalidate('timer')).toBeNull()
    expect(fixtures[1]!.fetchCount()).toBe(0)
    expect(fixtures[1]!.ctx.snapshots.current()).toMatchObject({ tier: 'database' })
    expect(fixtures[1]!.ctx.snapshots.current()!.catalogue.hash).toBe(
      fixtures[0]!.ctx.snapshots.current()!.catalogue.hash,
    )
  })

  it('loads the current catalogue again if an import changed it, although there is no newer sync', async () => {
    const { ctx, clock, db } = fixtures[0]!
    const capture = (ageMs: number, data: unknown[], scope: 'text' | 'all') => ({
      observed_at: new Date(clock.now() - ageMs).toISOString(),
      data,
      scope,
    })
    await importRaw(db, [capture(60_000, models, 'text')])
    await replicas[0]!.loadFromDatabase()
    const before = ctx.snapshots.current()!
    await importRaw(db, [capture(86_400_000, [...models, painter('p/one')], 'all')])
    later(5_000)
    await replicas[0]!.loadFromDatabase()
    const after = ctx.snapshots.current()!
    expect([before, after].map(({ catalogue }) => catalogue.entries.length)).toEqual([2, 3])
    expect(after.confirmedAt).toBe(before.confirmedAt)
    expect(after.changedAt).toBe(clock.now()) // otherwise a conditional request with the old date would get a 304
  })

  it('loads the catalogue once for each rewrite of history, and keeps the snapshot if the current catalogue is the same', async () => {
    const { ctx, clock, db } = fixtures[0]!
    await replicas[0]!.revalidate('timer')
    await replicas[0]!.loadFromDatabase()
    const [served, read] = [ctx.snapshots.current(), vi.spyOn(db, 'transaction')]
    await replicas[0]!.loadFromDatabase()
    expect(read).not.toHaveBeenCalled()
    await importRaw(fixtures[1]!.db, [
      { observed_at: new Date(clock.now() - 86_400_000).toISOString(), data: models.slice(0, 1), scope: 'text' },
    ])
    for (let nr = 0; nr < 3; nr++) await replicas[0]!.loadFromDatabase()
    expect(read).toHaveBeenCalledOnce()
    expect(ctx.snapshots.current()).toBe(served)
  })

  it('takes over the confirmation time of another replica, so that ages agree', async () => {
    await replicas[0]!.revalidate('timer')
    await replicas[1]!.revalidate('timer')
    later(intervalMs)
    await replicas[0]!.revalidate('timer')
    expect(fixtures[1]!.ctx.snapshots.ageMs()).toBe(intervalMs)
    await replicas[1]!.loadFromDatabase()
    expect(fixtures[1]!.ctx.snapshots.ageMs()).toBe(0)
  })

  it('syncs again only after an interval, even if the last attempt failed', async () => {
    fixtures[0]!.setUpstream(Buffer.from('<html>'))
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ status: 'quarantined' })
    later(intervalMs - 1)
    expect(await replicas[1]!.revalidate('timer')).toBeNull()
    expect(fixtures[1]!.fetchCount()).toBe(0)
    later(1)
    expect(await replicas[1]!.revalidate('timer')).toMatchObject({ status: 'applied' })
  })

  it('does not sync more often than the timer does during a flood of stale responses', async () => {
    fixtures[0]!.setUpstream(Buffer.from('<html>'))
    for (let second = 0; second < 300; second += 3) {
      await replicas[0]!.revalidate('stale')
      later(3_000)
    }
    expect(fixtures[0]!.fetchCount()).toBe(2)
  })

  it('ignores the interval on a refresh, but not the lease', async () => {
    await replicas[0]!.revalidate('timer')
    expect(await replicas[0]!.refresh()).toMatchObject({ status: 'unchanged' })
    await acquireLease(fixtures[1]!.db, 'another replica', 60_000)
    expect(await replicas[0]!.refresh()).toBeNull()
    expect(fixtures[0]!.fetchCount()).toBe(2)
  })

  it('ignores a sync that is dated in the future', async () => {
    await replicas[0]!.revalidate('timer')
    await fixtures[0]!.db.query("UPDATE catalog_syncs SET observed_at = observed_at + interval '1 day'")
    later(intervalMs)
    expect(await replicas[1]!.revalidate('timer')).toMatchObject({ status: 'unchanged' })
  })

  it('serves simultaneous refreshes with one sync, after the current run', async () => {
    await Promise.all([
      replicas[0]!.revalidate('timer'),
      replicas[0]!.refresh(),
      replicas[0]!.refresh(),
      replicas[0]!.refresh(),
    ])
    expect(fixtures[0]!.fetchCount()).toBe(2)
  })

  it('rejects a refresh whose sync breaks off, and resolves other triggers with null', async () => {
    fixtures[0]!.ctx.upstream.fetchModels = () => Promise.reject(new TypeError('a bug'))
    await expect(replicas[0]!.refresh()).rejects.toThrow('a bug')
    later(intervalMs)
    expect(await replicas[0]!.revalidate('timer')).toBeNull()
  })

  it('does not sync at a start if the file tier was confirmed a moment ago', async () => {
    await fixtures[0]!.db.close()
    const catalogue = createCatalogue(models as never)
    const { clock, ctx } = fixtures[0]!
    await ctx.snapshots.offer({ catalogue, tier: 'file', confirmedAt: clock.now() - 1_000, changedAt: 0 })
    expect(await replicas[0]!.revalidate('start')).toBeNull()
    later(intervalMs)
    expect(await replicas[0]!.revalidate('start')).toMatchObject({ status: 'unchanged' })
    expect(fixtures[0]!.fetchCount()).toBe(1)
  })

  it('syncs at the same rate while the database is unavailable', async () => {
    await fixtures[0]!.db.close()
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ id: null, status: 'applied' })
    later(intervalMs - 1)
    expect(await replicas[0]!.revalidate('timer')).toBeNull()
    later(1)
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ id: null, status: 'unchanged' })
    expect(fixtures[0]!.ctx.spool.status().pending).toBe(2)
  })

  it('keeps polling the database while the replay waits for the lease', async () => {
    const { ctx, clock } = fixtures[0]!
    await ctx.spool.append(
      createObservation({
        observedAt: clock.now(),
        source: 'upstream',
        scope: 'all',
        durationMs: 1,
        bytes: Buffer.from('{"data":[]}'),
      }),
    )
    await acquireLease(fixtures[1]!.db, 'replica-1', 60_000)
    let polled = 0
    ctx.events.on('history', () => void polled++)
    const polling = createRevalidation({ ctx, intervalMs: 3_600_000, ttlMs, pollMs: 10_000 })
    polling.start()
    for (let polls = 1; polls <= 3; polls++) {
      await until(() => clock.dues().includes(clock.now() + 10_000)) // the next poll is scheduled
      const before = polled
      await clock.advance(10_000)
      await until(() => polled > before)
    }
    expect(ctx.spool.status().pending).toBe(1)
    await polling.stop()
  })

  it('syncs once an interval, and no more after it was stopped', async () => {
    replicas[0]!.start()
    const { clock } = fixtures[0]!
    await replicas[0]!.revalidate('start')
    const timerSleeps = () => until(() => clock.dues().includes(clock.now() + intervalMs))
    for (let nr = 1; nr <= 3; nr++) {
      await timerSleeps()
      await clock.advance(intervalMs)
      await until(() => fixtures[0]!.fetchCount() === 1 + nr)
    }
    await timerSleeps()
    await replicas[0]!.stop()
    await clock.advance(intervalMs * 5)
    expect(fixtures[0]!.fetchCount()).toBe(4)
  })
})
