import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Model } from '@modelkeep/catalog/model/model'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { createFollowingClock, systemClock, type Clock } from '../../../src/lib/clock.js'
import type { Snapshot } from '../../../src/snapshot/snapshot.js'
import { createSnapshotStore } from '../../../src/snapshot/snapshot-store.js'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

const hour = 3_600_000
let upstream: FakeUpstream
let database: TestDatabase
const apps: HttpApp[] = []
beforeEach(async () => {
  upstream = await startFakeUpstream({ models: [exampleModel('a/one')] })
  database = await createTestDatabase()
})
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop()
  await upstream.close()
  await database.drop()
})

/** A replica whose machine's clock is wrong by so many milliseconds. */
async function startReplica(wrongBy: number): Promise<HttpApp> {
  const machine: Clock = { ...systemClock, now: () => Date.now() + wrongBy }
  const env = { DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url }
  const app = await startHttpApp(env, { clock: createFollowingClock(machine, 60_000) })
  apps.push(app)
  await until(() => app.app.sync.db.status().state === 'connected')
  await app.app.revalidation.loadFromDatabase()
  return app
}

const refresh = async (app: HttpApp): Promise<{ status?: string }> =>
  (await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).json<{ data?: { status?: string } }>()
    .data ?? {}
const sync = async (app: HttpApp, ...ids: string[]): Promise<void> => {
  upstream.setModels(ids.map((id) => exampleModel(id)))
  // Until its own first sync ends, a refresh is refused.
  await until(async () => (await refresh(app)).status === 'applied')
}

describe.each([
  ['ahead', 2 * hour],
  ['behind', -2 * hour],
])('a replica whose clock is two hours %s', (_, wrongBy) => {
  it("dates what it observes by the database's clock, as all others see it", async () => {
    const wrong = await startReplica(wrongBy)
    await sync(wrong, 'a/one', 'a/two')
    const right = await startReplica(0)
    await right.app.revalidation.loadFromDatabase()
    for (const app of [wrong, right]) {
      const response = await app.send('/api/models')
      expect(Number(response.headers['age'])).toBeLessThan(60)
      expect(Math.abs(Date.parse(response.headers['last-modified'] ?? '') - Date.now())).toBeLessThan(60_000)
    }
    const now = new Date().toISOString()
    expect((await right.send(`/api/models/count?as_of=${now}`)).json()).toEqual({ data: { count: 2 } })
    const { data } = (await right.send('/api/syncs?limit=1')).json<{ data: { observed_at: string }[] }>()
    expect(Math.abs(Date.parse(data[0]!.observed_at) - Date.now())).toBeLessThan(60_000)
  })

  it('reports it once, and in the metrics', async () => {
    const wrong = await startReplica(wrongBy)
    const troubles: string[] = []
    wrong.app.events.on('trouble', ({ what, error }) => troubles.push(`${what}: ${String(error)}`))
    await wrong.app.revalidation.loadFromDatabase()
    await wrong.app.revalidation.loadFromDatabase()
    expect(troubles).toEqual([]) // it was reported with the first load, before this test listened
    const [, seconds] = /^modelkeep_clock_skew_seconds (\S+)$/m.exec((await wrong.send('/metrics')).text()) ?? []
    expect(Math.abs(Number(seconds) * 1_000 - wrongBy)).toBeLessThan(60_000)
  })
})

describe('a confirmation from the future', () => {
  const now = Date.parse('2026-09-01T12:00:00Z')
  const snapshotAt = (confirmedAt: number, id = 'a/one'): Snapshot => ({
    catalogue: createCatalogue([exampleModel(id) as Model]),
    tier: 'database',
    confirmedAt,
    changedAt: confirmedAt,
  })

  it('is neither fresh nor of age 0, and its content is not dated in the future', async () => {
    const snapshots = createSnapshotStore({ clock: createFakeClock(now), ttlMs: 300_000 })
    await snapshots.offer(snapshotAt(now + 2 * hour))
    expect(snapshots.state()).toBe('stale')
    expect(snapshots.ageMs()).toBe(300_000)
    expect(snapshots.current()!.changedAt).toBe(now)
  })

  it('does not keep a newer catalogue from being served', async () => {
    const snapshots = createSnapshotStore({ clock: createFakeClock(now), ttlMs: 300_000 })
    await snapshots.offer(snapshotAt(now + 2 * hour))
    expect(await snapshots.offer(snapshotAt(now, 'a/two'))).toBe(true)
    expect([snapshots.state(), snapshots.ageMs()]).toEqual(['fresh', 0])
  })

  it('does not end a fresh one', async () => {
    const snapshots = createSnapshotStore({ clock: createFakeClock(now), ttlMs: 300_000 })
    await snapshots.offer(snapshotAt(now))
    snapshots.confirm(snapshots.current()!.catalogue.hash, now + 2 * hour)
    expect([snapshots.state(), snapshots.ageMs()]).toEqual(['fresh', 0])
  })
})
