import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, token, type HttpApp } from '../../contract/helpers/http-app.js'
import { operations } from '../../contract/helpers/contract.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { until } from '../../helpers/test-app.js'

const many = Array.from({ length: 30 }, (_, nr) => exampleModel(`example/extra-${nr}`))
const adminRoutes = operations
  .filter(({ responses }) => responses['401'])
  .map(({ method, path }) => [method, path.replace('{id}', '7')])

let clock: FakeClock
let upstream: FakeUpstream
let app: HttpApp
let off: HttpApp
beforeAll(async () => {
  clock = createFakeClock()
  upstream = await startFakeUpstream({ models: many })
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url, TRUSTED_PROXIES: '127.0.0.1' }, { clock })
  off = await startHttpApp({ ADMIN_TOKEN: undefined })
})
afterAll(async () => {
  await app.stop()
  await off.stop()
  await upstream.close()
})

const admin = (method: string, path: string, body?: object): Promise<ReceivedResponse> =>
  app.send({
    method,
    path,
    headers: { ...asAdmin, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
const invalidate = async (body?: object) =>
  (await admin('POST', '/api/cache/invalidate', body)).json<{
    success: boolean
    message: string
    invalidated_keys: string[]
  }>()
const stats = async (): Promise<CacheStats> =>
  (await admin('GET', '/api/cache/stats')).json<{ data: CacheStats }>().data
const refresh = async (): Promise<Sync> => (await admin('POST', '/api/refresh')).json<{ data: Sync }>().data

/** Delays upstream's next response until the returned function is called. */
function hold(): () => void {
  let release = (): void => {}
  upstream.fault({ kind: 'hold', until: new Promise((resolve) => (release = resolve)) }, { times: 1 })
  return () => release()
}

describe('administration', () => {
  it('is thirteen routes', () => {
    expect(adminRoutes).toHaveLength(13)
  })

  it.each(adminRoutes)('is disabled without an ADMIN_TOKEN, and says why: %s %s', async (method, path) => {
    for (const headers of [{}, asAdmin, { Authorization: 'Bearer ' }, { Authorization: 'Bearer null' }]) {
      const response = await off.send({ method, path, headers })
      expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
        403,
        'administration is off: ADMIN_TOKEN is not set',
      ])
    }
  })

  it.each(adminRoutes)('requires the exact token: %s %s', async (method, path) => {
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token.toUpperCase()}`,
      `Bearer x ${token}`,
      `Basic ${token}`,
      token,
      `Bearer ${Buffer.from(token).toString('base64')}`,
    ]
    for (const [nr, Authorization] of wrong.entries()) {
      const response = await app.send({
        method,
        path,
        headers: {
          'X-Forwarded-For': `198.51.100.${nr + 10 * adminRoutes.findIndex(([, other]) => other === path)}`,
          ...(Authorization !== undefined && { Authorization }),
        },
      })
      expect([
        response.status,
        response.headers['www-authenticate'],
        response.json<{ error: { type: string } }>().error.type,
      ]).toEqual([401, 'Bearer realm="modelkeep"', 'unauthorized'])
      expect(response.text()).not.toContain(token)
    }
  })

  it.each(['Bearer', 'bearer', 'BEARER ', 'Bearer  '])(
    'accepts the scheme in any case and with any spacing, as in RFC 9110: %s',
    async (scheme) => {
      expect(
        (await app.send({ path: '/api/cache/stats', headers: { Authorization: `${scheme} ${token}` } })).status,
      ).toBe(200)
    },
  )
})

describe('GET /api/cache/stats', () => {
  it('counts hits and misses of catalogue responses only', async () => {
    await invalidate()
    const before = await stats()
    for (const path of [
      '/api/models?limit=1',
      '/api/models?limit=1',
      '/api/models?limit=1',
      '/api/models/example/extra-1',
      '/livez',
      '/nowhere',
      '/api/models/no/body',
      '/api/models?limit=0',
    ])
      await app.send(path)
    const after = await stats()
    expect([after.hits - before.hits, after.misses - before.misses, after.entries - before.entries]).toEqual([2, 2, 2])
    expect(after.bytes).toBeGreaterThan(before.bytes)
    expect(after.hit_ratio).toBeCloseTo(after.hits / (after.hits + after.misses))
  })

  it('equals the public /health/cache', async () => {
    expect((await app.send('/health/cache')).json()).toEqual(await stats())
  })
})

describe('POST /api/cache/invalidate', () => {
  it('drops every cached response, and lists their keys', async () => {
    await invalidate()
    for (const path of ['/api/models?limit=1', '/api/models?limit=2']) await app.send(path)
    expect(await invalidate({})).toEqual({
      success: true,
      message: '2 cached responses dropped; a revalidation was started',
      invalidated_keys: ['/api/models?limit=1', '/api/models?limit=2'],
    })
    expect((await stats()).entries).toBe(0)
    expect((await app.send('/api/models?limit=1')).headers['cache-status']).toContain('uri-miss')
  })

  it('drops one cached response by its key, and keeps the others', async () => {
    for (const path of ['/api/models?limit=1', '/api/models?limit=2']) await app.send(path)
    expect(await invalidate({ key: '/api/models?limit=1' })).toMatchObject({
      message: '1 cached response dropped; a revalidation was started',
      invalidated_keys: ['/api/models?limit=1'],
    })
    expect((await app.send('/api/models?limit=2')).headers['cache-status']).toContain('hit')
  })

  it.each(['/api/nothing', '__proto__', 'x'.repeat(8_192)])(
    'drops nothing for an unknown key, and says so',
    async (key) => {
      expect(await invalidate({ key })).toMatchObject({
        success: true,
        message: '0 cached responses dropped; a revalidation was started',
        invalidated_keys: [],
      })
    },
  )

  it('drops every cached response without a body', async () => {
    await app.send('/api/models')
    expect((await invalidate()).invalidated_keys).toContain('/api/models')
  })

  it('marks the catalogue as stale, however young', async () => {
    await refresh()
    const state = async () => (await app.send('/health/models')).json<{ state: string }>().state
    expect(await state()).toBe('fresh')
    await invalidate({ key: '/nothing' })
    expect(await state()).toBe('stale')
  })

  it('starts one revalidation for several requests, and reads continue', async () => {
    clock.set(clock.now() + 400_000)
    const requestsBefore = upstream.requests.length
    const release = hold()
    const request = upstream.nextRequest()
    await Promise.all([invalidate(), invalidate({ key: '/api/models' }), invalidate()])
    await request
    for (let nr = 0; nr < 5; nr++) expect((await app.send('/api/models')).status).toBe(200)
    expect(await app.send('/health/models').then((response) => response.json())).toMatchObject({ state: 'stale' })
    expect(upstream.requests).toHaveLength(requestsBefore + 1)
    const synced = app.nextSync()
    release()
    await synced
  })
})

describe('POST /api/refresh', () => {
  it('returns the sync, whatever its status', async () => {
    upstream.setModels([...many, ...exampleModels()])
    expect(await refresh()).toMatchObject({ status: 'applied', added: 3, model_count: 33, source: 'upstream' })
    expect(await refresh()).toMatchObject({ status: 'unchanged', added: 0 })
    upstream.setModels(many.slice(0, 10))
    expect(await refresh()).toMatchObject({ status: 'quarantined', detail: expect.stringContaining('shrunk') })
    upstream.setModels([...many, ...exampleModels()])
    upstream.fault({ kind: 'status', code: 404 }, { times: 1 })
    expect(await refresh()).toMatchObject({ status: 'failed', payload_hash: null })
  })

  it('has published the catalogue when it responds', async () => {
    upstream.setModels([...many, exampleModel('example/newest')])
    await refresh()
    expect((await app.send('/api/models/example/newest')).status).toBe(200)
    expect((await app.send('/api/models')).headers.age).toBe('0')
  })

  it('ignores the TTL', async () => {
    const requestsBefore = upstream.requests.length
    await refresh()
    await refresh()
    expect(upstream.requests).toHaveLength(requestsBefore + 2)
  })

  it('shares one further fetch between all refreshes during a fetch, and triggers no other revalidation', async () => {
    clock.set(clock.now() + 400_000)
    const revalidate = vi.spyOn(app.app.revalidation, 'revalidate')
    const refreshed = vi.spyOn(app.app.revalidation, 'refresh')
    const requestsBefore = upstream.requests.length
    const release = hold()
    const all = Array.from({ length: 10 }, refresh)
    await until(() => refreshed.mock.calls.length === 10)
    release()
    await Promise.all(all)
    expect(upstream.requests.length - requestsBefore).toBe(2)
    expect(revalidate).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })
})
