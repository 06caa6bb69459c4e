import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpApp, token, type HttpApp } from '../../contract/helpers/http-app.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

let clock: FakeClock
let upstream: FakeUpstream
let app: HttpApp
let address = 0
let client = ''
beforeAll(async () => {
  clock = createFakeClock()
  upstream = await startFakeUpstream({ models: exampleModels() })
  app = await startHttpApp(
    { OPENROUTER_BASE_URL: upstream.url, RATE_LIMIT: '2', RATE_LIMIT_BURST: '10', TRUSTED_PROXIES: '127.0.0.0/8' },
    { clock },
  )
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})
// Each test is a separate client.
beforeEach(() => {
  client = `203.0.113.${++address}`
})

const from = (forwarded: string, path: string, method = 'GET'): Promise<ReceivedResponse> =>
  app.send({ method, path, headers: { 'X-Forwarded-For': forwarded } })
const get = (path: string): Promise<ReceivedResponse> => from(client, path)
/** A request that was never made before, so that it is not cached. */
let nr = 0
const unseen = (): string => `/api/models/count?q=${++nr}`

async function useUp(forwarded = client): Promise<void> {
  for (let left = 10; left > 0; left--) expect((await from(forwarded, unseen())).status).toBe(200)
}

describe('the rate limit', () => {
  it('accepts a burst, then responds 429 with Retry-After, then accepts requests at its rate', async () => {
    await useUp()
    const refused = await get(unseen())
    expect([
      refused.status,
      refused.headers['retry-after'],
      refused.headers['content-type'],
      refused.headers['cache-control'],
    ]).toEqual([429, '1', 'application/problem+json', 'no-store'])
    expect(refused.json()).toMatchObject({
      status: 429,
      title: 'Too Many Requests',
      error: { code: 429, type: 'rate_limited' },
    })
    clock.set(clock.now() + 1_000)
    expect([(await get(unseen())).status, (await get(unseen())).status, (await get(unseen())).status]).toEqual([
      200, 200, 429,
    ])
  })

  it('reports the remaining quota in each counted response, in the RateLimit headers', async () => {
    const first = await get(unseen())
    expect([first.headers['ratelimit-policy'], first.headers['ratelimit']]).toEqual([
      '"address";q=10;w=5',
      '"address";r=9;t=1',
    ])
    for (let left = 9; left > 0; left--) await get(unseen())
    expect((await get(unseen())).headers['ratelimit']).toBe('"address";r=0;t=5')
  })

  it('does not count cached responses, probes and monitoring', async () => {
    await useUp()
    for (const path of [
      '/api/models',
      '/api/v1/models',
      '/api/models/count',
      '/livez',
      '/readyz',
      '/health',
      '/health/database',
      '/health/cache',
      '/health/models',
      '/metrics',
    ]) {
      const response = await get(path)
      expect([path, response.status, response.headers['ratelimit']]).toEqual([path, 200, undefined])
    }
  })

  it.each([
    '/api/models/example/alpha',
    '/api/facets',
    '/api/models?limit=0',
    '/api/openapi.json',
    '/',
    '/nowhere',
    '/api/models/%zz',
    '/health?x=1&',
    '/health/none',
    '/livez/',
    '/api/cache/stats',
    '/api/changes/stream',
  ])('counts every other request, valid or not: %s', async (path) => {
    await useUp()
    const statuses = [(await get(path)).status]
    expect(statuses).toEqual(path.startsWith('/health?') ? [400] : [429])
  })

  it('counts other methods as well', async () => {
    await useUp()
    for (const method of ['POST', 'OPTIONS', 'PURGE'])
      expect((await from(client, '/api/models', method)).status).toBe(429)
  })

  it('applies to each address separately, and to an IPv6 /64 as one', async () => {
    await useUp('2001:db8:1:2::1')
    expect((await from('2001:db8:1:2:ffff::2', unseen())).status).toBe(429)
    expect((await from('2001:db8:1:3::1', unseen())).status).toBe(200)
    expect((await get(unseen())).status).toBe(200)
  })

  it('cannot be evaded by a forged X-Forwarded-For', async () => {
    await useUp()
    for (const forged of ['6.6.6.6', '7.7.7.7', 'unknown'])
      expect((await from(`${forged}, ${client}`, unseen())).status).toBe(429)
  })

  it('is counted in the metrics', async () => {
    const count = async (): Promise<number> =>
      Number(/requests_refused_total\{reason="rate_limit"\} (\d+)/.exec((await get('/metrics')).text())?.[1])
    await useUp()
    const before = await count()
    for (let times = 0; times < 3; times++) await get(unseen())
    expect((await count()) - before).toBe(3)
  })

  it('is off with RATE_LIMIT=0', async () => {
    const open = await startHttpApp({ RATE_LIMIT: '0', RATE_LIMIT_BURST: '1' })
    for (let times = 0; times < 5; times++)
      expect(await open.send(unseen())).toMatchObject({
        status: 200,
        headers: expect.not.objectContaining({ ratelimit: expect.anything() }),
      })
    await open.stop()
  })
})

describe('a wrong admin token', () => {
  const admin = (forwarded: string, given: string): Promise<ReceivedResponse> =>
    app.send({ path: '/api/cache/stats', headers: { 'X-Forwarded-For': forwarded, Authorization: `Bearer ${given}` } })
  // Advancing the clock also restores the quota of the rate limit.
  const advance = (seconds: number): void => clock.set(clock.now() + seconds * 1000)

  it('may be sent five times a minute by an address; then even the right one is rejected', async () => {
    for (let times = 0; times < 5; times++) expect((await admin(client, `wrong-${times}`)).status).toBe(401)
    const refused = await admin(client, token)
    expect([
      refused.status,
      refused.headers['retry-after'],
      refused.json<{ error: { type: string } }>().error.type,
    ]).toEqual([429, '12', 'rate_limited'])
    advance(12)
    expect((await admin(client, token)).status).toBe(200)
    expect([(await admin(client, 'wrong')).status, (await admin(client, 'wrong')).status]).toEqual([401, 429])
    advance(60)
    for (let times = 0; times < 5; times++) expect((await admin(client, `wrong-${times}`)).status).toBe(401)
  })

  it('does not lock out other addresses, and right tokens are not counted', async () => {
    for (let times = 0; times < 6; times++) await admin(client, 'wrong')
    const other = `198.51.100.${address}`
    for (let times = 0; times < 8; times++) expect((await admin(other, token)).status).toBe(200)
  })

  it('is counted across all admin routes', async () => {
    const routes = [
      ['POST', '/api/refresh'],
      ['GET', '/api/quarantine'],
      ['POST', '/api/quarantine/7/approve'],
      ['POST', '/api/cache/invalidate'],
      ['GET', '/api/cache/stats'],
    ] as const
    for (const [method, path] of routes) expect((await from(client, path, method)).status).toBe(401)
    expect((await from(client, '/api/refresh', 'POST')).status).toBe(429)
  })
})
