import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { asAdmin, startHttpApp, token, type HttpApp } from '../../contract/helpers/http-app.js'
import { operations } from '../../contract/helpers/contract.js'
import type { Answer } from '../../contract/helpers/http-client.js'
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

const admin = (method: string, path: string, body?: object): Promise<Answer> =>
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

/** Makes upstream's next answer wait until what is returned is called. */
function hold(): () => void {
  let release = (): void => {}
  upstream.fault({ kind: 'hold', until: new Promise((resolve) => (release = resolve)) }, { times: 1 })
  return () => release()
}

describe('administration', () => {
  it('is five routes', () => {
    expect(adminRoutes).toHaveLength(5)
  })

  it.each(adminRoutes)('is off without an ADMIN_TOKEN, whatever is sent, and says why: %s %s', async (method, path) => {
    for (const headers of [{}, asAdmin, { Authorization: 'Bearer ' }, { Authorization: 'Bearer null' }]) {
      const answer = await off.send({ method, path, headers })
      expect([answer.status, answer.json<{ detail: string }>().detail]).toEqual([
        403,
        'administration is off: ADMIN_TOKEN is not set',
      ])
    }
  })

  it.each(adminRoutes)('wants the token, and all of it: %s %s', async (method, path) => {
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
      const answer = await app.send({
        method,
        path,
        headers: {
          'X-Forwarded-For': `198.51.100.${nr + 10 * adminRoutes.findIndex(([, other]) => other === path)}`,
          ...(Authorization !== undefined && { Authorization }),
        },
      })
      expect([
        answer.status,
        answer.headers['www-authenticate'],
        answer.json<{ error: { type: string } }>().error.type,
      ]).toEqual([401, 'Bearer realm="modelkeep"', 'unauthorized'])
      expect(answer.text()).not.toContain(token)
    }
  })

  it.each(['Bearer', 'bearer', 'BEARER ', 'Bearer  '])('takes the scheme as RFC 9110 does: %s', async (scheme) => {
    expect(
      (await app.send({ path: '/api/cache/stats', headers: { Authorization: `${scheme} ${token}` } })).status,
    ).toBe(200)
  })
})

describe('GET /api/cache/stats', () => {
  it('counts answers that were ready and those that had to be made, and nothing else', async () => {
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

  it('is the same that /health/cache shows to anybody', async () => {
    expect((await app.send('/health/cache')).json()).toEqual(await stats())
  })
})

describe('POST /api/cache/invalidate', () => {
  it('drops every answer, and names them', async () => {
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

  it('drops one answer by its key, and leaves the others', async () => {
    for (const path of ['/api/models?limit=1', '/api/models?limit=2']) await app.send(path)
    expect(await invalidate({ key: '/api/models?limit=1' })).toMatchObject({
      message: '1 cached response dropped; a revalidation was started',
      invalidated_keys: ['/api/models?limit=1'],
    })
    expect((await app.send('/api/models?limit=2')).headers['cache-status']).toContain('hit')
  })

  it.each(['/api/nothing', '__proto__', 'x'.repeat(8_192)])(
    'finds nothing under an unknown key, and says so',
    async (key) => {
      expect(await invalidate({ key })).toMatchObject({
        success: true,
        message: '0 cached responses dropped; a revalidation was started',
        invalidated_keys: [],
      })
    },
  )

  it('takes no body for all', async () => {
    await app.send('/api/models')
    expect((await invalidate()).invalidated_keys).toContain('/api/models')
  })

  it('marks the catalogue stale, young as it may be', async () => {
    await refresh()
    const state = async () => (await app.send('/health/models')).json<{ state: string }>().state
    expect(await state()).toBe('fresh')
    await invalidate({ key: '/nothing' })
    expect(await state()).toBe('stale')
  })

  it('starts one revalidation, however often it is asked, and reads go on meanwhile', async () => {
    clock.set(clock.now() + 400_000)
    const asked = upstream.requests.length
    const release = hold()
    const request = upstream.nextRequest()
    await Promise.all([invalidate(), invalidate({ key: '/api/models' }), invalidate()])
    await request
    for (let nr = 0; nr < 5; nr++) expect((await app.send('/api/models')).status).toBe(200)
    expect(await app.send('/health/models').then((answer) => answer.json())).toMatchObject({ state: 'stale' })
    expect(upstream.requests).toHaveLength(asked + 1)
    const synced = app.nextSync()
    release()
    await synced
  })
})

describe('POST /api/refresh', () => {
  it('answers with the sync, whatever came of it', async () => {
    upstream.setModels([...many, ...exampleModels()])
    expect(await refresh()).toMatchObject({ status: 'applied', added: 3, model_count: 33, source: 'upstream' })
    expect(await refresh()).toMatchObject({ status: 'unchanged', added: 0 })
    upstream.setModels(many.slice(0, 10))
    expect(await refresh()).toMatchObject({ status: 'quarantined', detail: expect.stringContaining('shrunk') })
    upstream.setModels([...many, ...exampleModels()])
    upstream.fault({ kind: 'status', code: 404 }, { times: 1 })
    expect(await refresh()).toMatchObject({ status: 'failed', payload_hash: null })
  })

  it('has done its work when it answers', async () => {
    upstream.setModels([...many, exampleModel('example/newest')])
    await refresh()
    expect((await app.send('/api/models/example/newest')).status).toBe(200)
    expect((await app.send('/api/models')).headers.age).toBe('0')
  })

  it('skips the TTL', async () => {
    const asked = upstream.requests.length
    await refresh()
    await refresh()
    expect(upstream.requests).toHaveLength(asked + 2)
  })

  it('asks upstream once more for all who come while it is asked, and never for staleness as well', async () => {
    clock.set(clock.now() + 400_000)
    const looked = vi.spyOn(app.app.revalidation, 'revalidate')
    const refreshed = vi.spyOn(app.app.revalidation, 'refresh')
    const asked = upstream.requests.length
    const release = hold()
    const all = Array.from({ length: 10 }, refresh)
    await until(() => refreshed.mock.calls.length === 10)
    release()
    await Promise.all(all)
    expect(upstream.requests.length - asked).toBe(2)
    expect(looked).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })
})
