import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { createObservation } from '../../../src/snapshot/observation.js'
import { createRevalidation, type Revalidation } from '../../../src/sync/revalidation.js'
import { acquireLease } from '../../../src/postgres/lease.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { importRaw, painter } from '../../helpers/import-room.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { openSyncRoom, type SyncRoom } from '../../helpers/sync-room.js'
import { until } from '../../helpers/test-app.js'

const intervalMs = 240_000
const ttlMs = 300_000
const models = [exampleModel('a/one'), exampleModel('a/two')]

let database: TestDatabase
let rooms: SyncRoom[]
let replicas: Revalidation[]
beforeEach(async () => {
  database = await createTestDatabase()
  const first = await openSyncRoom({ databaseUrl: database.url, holder: 'replica-0' })
  rooms = [first, await openSyncRoom({ databaseUrl: database.url, holder: 'replica-1', clock: first.clock })]
  for (const room of rooms) room.upstreamSays(models)
  replicas = rooms.map(({ ctx }) => createRevalidation({ ctx, intervalMs, ttlMs, pollMs: 10_000 }))
})
afterEach(async () => {
  for (const replica of replicas) await replica.stop()
  for (const room of rooms) await room.close()
  await database.drop()
})

const later = (ms: number): void => rooms[0]!.clock.set(rooms[0]!.clock.now() + ms)

describe('revalidation', () => {
  it('is one flight, however many ask', async () => {
    await Promise.all(Array.from({ length: 50 }, () => replicas[0]!.revalidate('stale')))
    expect(rooms[0]!.asked()).toBe(1)
  })

  it('writes what it holds in memory, where the disk takes it by then, before it stops', async () => {
    const { ctx, dataDir, clock } = rooms[0]!
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

  it('looks for nothing any more when it has been stopped', async () => {
    await replicas[0]!.stop()
    expect(await replicas[0]!.revalidate('stale')).toBeNull()
    expect([rooms[0]!.asked(), replicas[0]!.status().databaseCheckedAt]).toEqual([0, null])
  })

  it('loads from the database what another replica has just brought, and asks upstream nothing', async () => {
    await replicas[0]!.revalidate('timer')
    later(1_000)
    expect(await replicas[1]!.revalidate('timer')).toBeNull()
    expect(rooms[1]!.asked()).toBe(0)
    expect(rooms[1]!.ctx.snapshots.current()).toMatchObject({ tier: 'database' })
    expect(rooms[1]!.ctx.snapshots.current()!.catalogue.hash).toBe(rooms[0]!.ctx.snapshots.current()!.catalogue.hash)
  })

  it('loads what an import into the past has changed of the present, though the newest sync keeps its time', async () => {
    const { ctx, clock, db } = rooms[0]!
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
    expect(after.changedAt).toBe(clock.now()) // else whoever has the old one is told that it was not modified
  })

  it('reads the catalogue once for each rewrite of the past, and keeps what is served where that changed nothing of the present', async () => {
    const { ctx, clock, db } = rooms[0]!
    await replicas[0]!.revalidate('timer')
    await replicas[0]!.loadFromDatabase()
    const [served, read] = [ctx.snapshots.current(), vi.spyOn(db, 'transaction')]
    await replicas[0]!.loadFromDatabase()
    expect(read).not.toHaveBeenCalled()
    await importRaw(rooms[1]!.db, [
      { observed_at: new Date(clock.now() - 86_400_000).toISOString(), data: models.slice(0, 1), scope: 'text' },
    ])
    for (let nr = 0; nr < 3; nr++) await replicas[0]!.loadFromDatabase()
    expect(read).toHaveBeenCalledOnce()
    expect(ctx.snapshots.current()).toBe(served)
  })

  it('learns of a confirmation by another replica, so that ages agree', async () => {
    await replicas[0]!.revalidate('timer')
    await replicas[1]!.revalidate('timer')
    later(intervalMs)
    await replicas[0]!.revalidate('timer')
    expect(rooms[1]!.ctx.snapshots.ageMs()).toBe(intervalMs)
    await replicas[1]!.loadFromDatabase()
    expect(rooms[1]!.ctx.snapshots.ageMs()).toBe(0)
  })

  it('asks upstream again only after an interval, also when the last attempt failed', async () => {
    rooms[0]!.upstreamSays(Buffer.from('<html>'))
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ status: 'quarantined' })
    later(intervalMs - 1)
    expect(await replicas[1]!.revalidate('timer')).toBeNull()
    expect(rooms[1]!.asked()).toBe(0)
    later(1)
    expect(await replicas[1]!.revalidate('timer')).toMatchObject({ status: 'applied' })
  })

  it('does not let a flood of stale answers ask more often than the timer would', async () => {
    rooms[0]!.upstreamSays(Buffer.from('<html>'))
    for (let second = 0; second < 300; second += 3) {
      await replicas[0]!.revalidate('stale')
      later(3_000)
    }
    expect(rooms[0]!.asked()).toBe(2)
  })

  it('skips the interval when refreshed, but not the lease', async () => {
    await replicas[0]!.revalidate('timer')
    expect(await replicas[0]!.refresh()).toMatchObject({ status: 'unchanged' })
    await acquireLease(rooms[1]!.db, 'somebody else', 60_000)
    expect(await replicas[0]!.refresh()).toBeNull()
    expect(rooms[0]!.asked()).toBe(2)
  })

  it('is not kept from asking by a row from the future', async () => {
    await replicas[0]!.revalidate('timer')
    await rooms[0]!.db.query("UPDATE catalog_syncs SET observed_at = observed_at + interval '1 day'")
    later(intervalMs)
    expect(await replicas[1]!.revalidate('timer')).toMatchObject({ status: 'unchanged' })
  })

  it('makes one sync of refreshes that come together, after the run that is under way', async () => {
    await Promise.all([
      replicas[0]!.revalidate('timer'),
      replicas[0]!.refresh(),
      replicas[0]!.refresh(),
      replicas[0]!.refresh(),
    ])
    expect(rooms[0]!.asked()).toBe(2)
  })

  it('tells whoever refreshes that a sync broke off, and nobody else', async () => {
    rooms[0]!.ctx.upstream.fetchModels = () => Promise.reject(new TypeError('a bug'))
    await expect(replicas[0]!.refresh()).rejects.toThrow('a bug')
    later(intervalMs)
    expect(await replicas[0]!.revalidate('timer')).toBeNull()
  })

  it('does not ask upstream at a start, where the file says that it was asked a moment ago', async () => {
    await rooms[0]!.db.close()
    const catalogue = createCatalogue(models as never)
    const { clock, ctx } = rooms[0]!
    await ctx.snapshots.offer({ catalogue, tier: 'file', confirmedAt: clock.now() - 1_000, changedAt: 0 })
    expect(await replicas[0]!.revalidate('start')).toBeNull()
    later(intervalMs)
    expect(await replicas[0]!.revalidate('start')).toMatchObject({ status: 'unchanged' })
    expect(rooms[0]!.asked()).toBe(1)
  })

  it('goes on by itself, at the same rate, while the database is away', async () => {
    await rooms[0]!.db.close()
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ id: null, status: 'applied' })
    later(intervalMs - 1)
    expect(await replicas[0]!.revalidate('timer')).toBeNull()
    later(1)
    expect(await replicas[0]!.revalidate('timer')).toMatchObject({ id: null, status: 'unchanged' })
    expect(rooms[0]!.ctx.spool.status().pending).toBe(2)
  })

  it('goes on polling the database while what waits in the spool waits for its turn', async () => {
    const { ctx, clock } = rooms[0]!
    await ctx.spool.append(
      createObservation({
        observedAt: clock.now(),
        source: 'upstream',
        scope: 'all',
        durationMs: 1,
        bytes: Buffer.from('{"data":[]}'),
      }),
    )
    await acquireLease(rooms[1]!.db, 'replica-1', 60_000)
    let looks = 0
    ctx.events.on('history', () => void looks++)
    const polling = createRevalidation({ ctx, intervalMs: 3_600_000, ttlMs, pollMs: 10_000 })
    polling.start()
    for (let polls = 1; polls <= 3; polls++) {
      await until(() => clock.dues().includes(clock.now() + 10_000)) // it waits for its next poll
      const before = looks
      await clock.advance(10_000)
      await until(() => looks > before)
    }
    expect(ctx.spool.status().pending).toBe(1)
    await polling.stop()
  })

  it('keeps time: one attempt an interval, and none after it was stopped', async () => {
    replicas[0]!.start()
    const { clock } = rooms[0]!
    await replicas[0]!.revalidate('start')
    const timerSleeps = () => until(() => clock.dues().includes(clock.now() + intervalMs))
    for (let nr = 1; nr <= 3; nr++) {
      await timerSleeps()
      await clock.advance(intervalMs)
      await until(() => rooms[0]!.asked() === 1 + nr)
    }
    await timerSleeps()
    await replicas[0]!.stop()
    await clock.advance(intervalMs * 5)
    expect(rooms[0]!.asked()).toBe(4)
  })
})
