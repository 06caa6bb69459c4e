import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DatabaseHealth, Health, ModelsHealth } from '@modelkeep/catalog/contract/health'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { advanceUntilSettled } from '../../contract/helpers/advance-until.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../../helpers/tcp-fault-proxy.js'
import { until } from '../../helpers/test-app.js'

let upstream: FakeUpstream
let database: TestDatabase
let port: TcpFaultProxy
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream()
  database = await createTestDatabase()
  port = await startTcpFaultProxy(database.url)
  app = await startHttpApp({ DATABASE_URL: port.url, OPENROUTER_BASE_URL: upstream.url })
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
})
afterAll(async () => {
  await app.stop()
  await port.close()
  await upstream.close()
  await database.drop()
})

const get = async <T>(path: string): Promise<T> => (await app.send({ path, headers: asAdmin })).json<T>()

interface SyncPage {
  data: Sync[]
  links: { next: string | null }
}

describe('before any catalogue is loaded', () => {
  it('reports not ready, is alive, and holds requests for models for 5 s', async () => {
    const clock = createFakeClock()
    const starting = await startHttpApp({}, { clock, started: false })
    const ready = await starting.send('/readyz')
    expect([ready.status, ready.headers['retry-after'], ready.json<{ detail: string }>().detail]).toEqual([
      503,
      '1',
      'no catalogue is loaded yet',
    ])
    for (const path of ['/livez', '/health', '/health/models', '/health/cache', '/health/database'])
      expect((await starting.send(path)).status).toBe(200)
    expect((await starting.send('/health/models')).json()).toMatchObject({
      state: 'absent',
      tier: null,
      model_count: 0,
      age_seconds: null,
    })
    const waiting = starting.send('/api/models')
    await until(() => clock.pending() > 0)
    await clock.advance(5_000)
    expect((await waiting).status).toBe(503)
    await advanceUntilSettled(clock, starting.app.start())
    expect([(await starting.send('/api/models')).status, (await starting.send('/readyz')).json()]).toEqual([
      200,
      { status: 'ok' },
    ])
    await starting.stop()
  })
})

describe('in normal operation', () => {
  it('reports ok, with round trip and pool', async () => {
    expect(await get<Health>('/health')).toMatchObject({
      status: 'ok',
      database: 'connected',
      models: { state: 'fresh', tier: 'upstream', model_count: 3 },
    })
    expect(await get<DatabaseHealth>('/health/database')).toMatchObject({
      state: 'connected',
      last_error: null,
      round_trip_ms: expect.any(Number),
      pool: { max: 9 },
    })
    const [health, { data }] = [await get<ModelsHealth>('/health/models'), await get<{ data: Sync[] }>('/api/syncs')]
    expect(health).toMatchObject({
      tiers: { upstream: { breaker: 'closed' }, database: { state: 'connected' } },
      spool: { pending: 0, bytes: 0 },
      last_sync: data[0],
    })
  })

  it('does not reveal the password of the database', async () => {
    const { password } = new URL(port.url)
    for (const path of ['/health', '/health/database', '/health/models'])
      expect((await app.send(path)).text()).not.toContain(password === '' ? 'postgres://' : password)
  })

  it('shares database pings between concurrent health requests', async () => {
    const pinged = vi.spyOn(app.app.sync.db, 'ping')
    await Promise.all(Array.from({ length: 20 }, () => app.send('/health/database')))
    expect(pinged.mock.calls.length).toBeLessThan(20)
    pinged.mockClear()
    await app.send('/health/database')
    expect(pinged).toHaveBeenCalledOnce()
    pinged.mockRestore()
  })

  it('pages the sync log, newest first, through links', async () => {
    for (let nr = 0; nr < 4; nr++) await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    const all = await get<SyncPage>('/api/syncs')
    expect([all.data.length, all.links.next]).toEqual([5, null])
    const seen: Sync[] = []
    const sizes: number[] = []
    for (let next: string | null = '/api/syncs?limit=2'; next !== null;) {
      const page: SyncPage = await get(next)
      seen.push(...page.data)
      sizes.push(page.data.length)
      next = page.links.next
    }
    expect([seen, sizes]).toEqual([all.data, [2, 2, 1]])
    expect(seen.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged', 'applied'])
    expect((await get<{ links: { next: string | null } }>('/api/syncs?limit=5')).links.next).toBeNull()
  })
})

describe('a hit in the response cache', () => {
  it('uses neither database nor upstream', async () => {
    const query = vi.spyOn(app.app.sync.db, 'query')
    const transaction = vi.spyOn(app.app.sync.db, 'transaction')
    const requestsBefore = upstream.requests.length
    // The last sync of another test may still be loaded in the background: again, until nothing else uses the database.
    await until(async () => {
      query.mockClear()
      transaction.mockClear()
      for (const path of ['/api/models', '/api/v1/models', '/api/models/count', '/api/v1/models/count']) {
        for (let nr = 0; nr < 3; nr++) expect((await app.send(path)).headers['cache-status']).toContain('hit')
      }
      expect((await app.send('/api/models/example/alpha')).status).toBe(200)
      return query.mock.calls.length + transaction.mock.calls.length === 0
    })
    expect(upstream.requests.length).toBe(requestsBefore)
    vi.restoreAllMocks()
  })
})

describe('while database and upstream are both unavailable', () => {
  beforeAll(async () => {
    upstream.fault({ kind: 'refuse' })
    await port.set({ kind: 'refuse' })
    await until(() => app.app.sync.db.status().state === 'lost')
  })

  it('serves every catalogue read as before', async () => {
    for (const path of [
      '/api/models',
      '/api/models?limit=3',
      '/api/models/example/alpha',
      '/api/v1/models',
      '/api/models/count',
    ]) {
      expect([(await app.send(path)).status, path]).toEqual([200, path])
    }
    expect((await get<{ data: unknown[] }>('/api/models')).data).toEqual(exampleModels())
  })

  it('responds 503 with the reason and Retry-After if it needs the database', async () => {
    for (const [method, path] of [
      ['GET', '/api/syncs'],
      ['GET', '/api/quarantine'],
      ['POST', '/api/quarantine/7/approve'],
    ] as const) {
      const response = await app.send({ method, path, headers: asAdmin })
      expect([response.status, response.headers['retry-after'], response.headers['content-type']]).toEqual([
        503,
        '10',
        'application/problem+json',
      ])
      expect(response.json()).toMatchObject({
        error: { type: 'unavailable' },
        detail: expect.stringMatching(/^this response needs the database, which is unavailable: .+/),
      })
    }
  })

  it('does not log those as internal errors', async () => {
    const onTrouble = vi.fn<(trouble: unknown) => void>()
    app.app.events.on('trouble', onTrouble)
    await app.send('/api/syncs')
    app.app.events.off('trouble', onTrouble)
    expect(onTrouble).not.toHaveBeenCalled()
  })

  it('is ready and alive, and /health reports what is unavailable', async () => {
    expect([(await app.send('/readyz')).status, (await app.send('/livez')).status]).toEqual([200, 200])
    expect(await get<Health>('/health')).toMatchObject({
      status: 'degraded',
      database: 'lost',
      models: { tier: 'upstream', model_count: 3 },
    })
    expect(await get<DatabaseHealth>('/health/database')).toMatchObject({
      state: 'lost',
      last_error: expect.any(String),
    })
    expect(await get<ModelsHealth>('/health/models')).toMatchObject({ tiers: { database: { state: 'lost' } } })
  })

  it('responds 200 with a failed sync to a refresh', async () => {
    const { data } = (await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).json<{ data: Sync }>()
    expect(data).toMatchObject({ id: null, status: 'failed' })
  })
})
