import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpApp, token, type HttpApp } from '../../contract/helpers/http-app.js'
import type { Answer } from '../../contract/helpers/http-client.js'
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
// Each test is a client of its own.
beforeEach(() => {
  client = `203.0.113.${++address}`
})

const from = (forwarded: string, path: string, method = 'GET'): Promise<Answer> =>
  app.send({ method, path, headers: { 'X-Forwarded-For': forwarded } })
const ask = (path: string): Promise<Answer> => from(client, path)
/** What was never asked before, and so is not ready. */
let nr = 0
const unseen = (): string => `/api/models/count?q=${++nr}`

async function useUp(forwarded = client): Promise<void> {
  for (let left = 10; left > 0; left--) expect((await from(forwarded, unseen())).status).toBe(200)
}

describe('a limit on what costs work', () => {
  it('lets a burst through, then refuses with 429 that says when to try again, then lets on as many as flow in', async () => {
    await useUp()
    const refused = await ask(unseen())
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
    expect([(await ask(unseen())).status, (await ask(unseen())).status, (await ask(unseen())).status]).toEqual([
      200, 200, 429,
    ])
  })

  it('says in each answer that counts how much is left, as the draft has it', async () => {
    const first = await ask(unseen())
    expect([first.headers['ratelimit-policy'], first.headers['ratelimit']]).toEqual([
      '"address";q=10;w=5',
      '"address";r=9;t=1',
    ])
    for (let left = 9; left > 0; left--) await ask(unseen())
    expect((await ask(unseen())).headers['ratelimit']).toBe('"address";r=0;t=5')
  })

  it('never counts answers that are ready, nor what probes and monitors ask for', async () => {
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
      const answer = await ask(path)
      expect([path, answer.status, answer.headers['ratelimit']]).toEqual([path, 200, undefined])
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
  ])('counts all else, be it hot, a route, a fault of the client or nothing: %s', async (path) => {
    await useUp()
    const statuses = [(await ask(path)).status]
    expect(statuses).toEqual(path.startsWith('/health?') ? [400] : [429])
  })

  it('counts other methods as well', async () => {
    await useUp()
    for (const method of ['POST', 'OPTIONS', 'PURGE'])
      expect((await from(client, '/api/models', method)).status).toBe(429)
  })

  it('takes nothing from other addresses, and counts a /64 of IPv6 as one', async () => {
    await useUp('2001:db8:1:2::1')
    expect((await from('2001:db8:1:2:ffff::2', unseen())).status).toBe(429)
    expect((await from('2001:db8:1:3::1', unseen())).status).toBe(200)
    expect((await ask(unseen())).status).toBe(200)
  })

  it('is not got round by writing an X-Forwarded-For', async () => {
    await useUp()
    for (const forged of ['6.6.6.6', '7.7.7.7', 'unknown'])
      expect((await from(`${forged}, ${client}`, unseen())).status).toBe(429)
  })

  it('is counted in the metrics', async () => {
    const count = async (): Promise<number> =>
      Number(/requests_refused_total\{reason="rate_limit"\} (\d+)/.exec((await ask('/metrics')).text())?.[1])
    await useUp()
    const before = await count()
    for (let times = 0; times < 3; times++) await ask(unseen())
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
  const admin = (forwarded: string, given: string): Promise<Answer> =>
    app.send({ path: '/api/cache/stats', headers: { 'X-Forwarded-For': forwarded, Authorization: `Bearer ${given}` } })
  // The limit on what costs work must not be in the way here.
  const later = (seconds: number): void => clock.set(clock.now() + seconds * 1000)

  it('may be given five times a minute by an address; then not even the right one is looked at', async () => {
    for (let times = 0; times < 5; times++) expect((await admin(client, `wrong-${times}`)).status).toBe(401)
    const refused = await admin(client, token)
    expect([
      refused.status,
      refused.headers['retry-after'],
      refused.json<{ error: { type: string } }>().error.type,
    ]).toEqual([429, '12', 'rate_limited'])
    later(12)
    expect((await admin(client, token)).status).toBe(200)
    expect([(await admin(client, 'wrong')).status, (await admin(client, 'wrong')).status]).toEqual([401, 429])
    later(60)
    for (let times = 0; times < 5; times++) expect((await admin(client, `wrong-${times}`)).status).toBe(401)
  })

  it('locks out no other address, and a right one is free', async () => {
    for (let times = 0; times < 6; times++) await admin(client, 'wrong')
    const other = `198.51.100.${address}`
    for (let times = 0; times < 8; times++) expect((await admin(other, token)).status).toBe(200)
  })

  it('counts on every admin route together', async () => {
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
