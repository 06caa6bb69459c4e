import { once } from 'node:events'
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream } from '../../helpers/fake-upstream.js'
import { hasNginx, nginxMissing, startNginx, type Nginx } from '../../helpers/nginx.js'
import { startTestApp, until } from '../../helpers/test-app.js'

/** A service with the caching headers of ours, whose freshness a test chooses. */
interface FakeService {
  requests: { url: string; method: string; headers: IncomingHttpHeaders }[]
  respond: (req: IncomingMessage, res: ServerResponse) => void
  /** Ends connections and stops listening. */
  stop(): Promise<void>
}

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function startBoth(): Promise<{ service: FakeService; nginx: Nginx }> {
  const server = createServer((req, res) => {
    service.requests.push({ url: req.url ?? '', method: req.method ?? '', headers: req.headers })
    service.respond(req, res)
  })
  const service: FakeService = { requests: [], respond: respondFresh, stop: () => stop(server) }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => stop(server))
  const nginx = await startNginx((server.address() as AddressInfo).port)
  cleanups.push(() => nginx.close())
  return { service, nginx }
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

const cacheControl = (maxAge: number, staleSeconds: number): string =>
  `public, max-age=${maxAge}, stale-while-revalidate=${staleSeconds}, stale-if-error=86400`

function respond(res: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  res.writeHead(200, {
    ETag: '"one"',
    Age: '7',
    Vary: 'Accept-Encoding',
    'Cache-Control': cacheControl(300, 300),
    'Cache-Status': 'modelkeep; hit; ttl=293',
    'Content-Type': 'application/json',
    ...headers,
  })
  res.end(body)
}

function respondFresh(_req: IncomingMessage, res: ServerResponse): void {
  respond(res, 'fresh')
}

interface Received {
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** What nginx did: its part of Cache-Status. */
  cache: string
}

/**
 * Each request has a connection of its own: nginx holds the next request on a connection until the revalidation that
 * an earlier one started has ended.
 */
async function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Received> {
  const req = request(url, { agent: false, headers, method }).end()
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  let body = ''
  for await (const chunk of res.setEncoding('utf8')) body += chunk
  const cache = String(res.headers['cache-status']).split(', ').at(-1) ?? ''
  return { status: res.statusCode ?? 0, headers: res.headers, body, cache }
}

/** Requests `url` until nginx reports `cache`; the body of that response. */
async function getUntil(url: string, cache: string): Promise<string> {
  let received: Received
  do received = await get(url)
  while (received.cache !== cache)
  return received.body
}

describe('ops/nginx/modelkeep.conf', () => {
  beforeEach((context) => context.skip(!hasNginx, nginxMissing))

  it('serves repeated requests from its cache', async () => {
    const { service, nginx } = await startBoth()
    const statuses: string[] = []
    for (let nr = 0; nr < 5; nr++) {
      const { body, headers, cache } = await get(`${nginx.url}/api/models?limit=2`)
      expect(body).toBe('fresh')
      expect(headers['cache-status']).toContain('modelkeep; hit')
      statuses.push(cache)
    }
    expect(statuses).toEqual(['nginx; fwd=miss', ...Array<string>(4).fill('nginx; hit')])
    expect(service.requests.map(({ url }) => url)).toEqual(['/api/models?limit=2'])
  })

  it('sends one request for concurrent misses of one URL', async () => {
    const { service, nginx } = await startBoth()
    const held: ServerResponse[] = []
    service.respond = (_req, res) => held.push(res)
    const responses = Array.from({ length: 10 }, async () => (await get(`${nginx.url}/api/models`)).body)
    await until(() => held.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 200)) // long enough for the other nine to arrive
    for (const res of held) respond(res, 'shared')
    expect(await Promise.all(responses)).toEqual(Array<string>(10).fill('shared'))
    expect(service.requests).toHaveLength(1)
  })

  it('serves a stale response while one request revalidates it in the background', async () => {
    const { service, nginx } = await startBoth()
    service.respond = (_req, res) => respond(res, 'old', { 'Cache-Control': cacheControl(1, 300) })
    await get(`${nginx.url}/api/models`)
    const held: ServerResponse[] = []
    service.respond = (_req, res) => held.push(res)

    expect(await getUntil(`${nginx.url}/api/models`, 'nginx; hit; detail=stale')).toBe('old')
    for (let nr = 0; nr < 5; nr++) expect((await get(`${nginx.url}/api/models`)).body).toBe('old')
    await until(() => held.length > 0)
    expect(service.requests).toHaveLength(2)

    respond(held[0]!, 'new', { ETag: '"two"' })
    expect(await getUntil(`${nginx.url}/api/models`, 'nginx; hit')).toBe('new')
  })

  it('revalidates with the ETag, and keeps the body on a 304', async () => {
    const { service, nginx } = await startBoth()
    service.respond = (_req, res) => respond(res, 'kept', { 'Cache-Control': cacheControl(1, 0) })
    await get(`${nginx.url}/api/models`)
    service.respond = (_req, res) => {
      res.writeHead(304, { ETag: '"one"', Vary: 'Accept-Encoding', 'Cache-Control': cacheControl(300, 300) }).end()
    }
    expect(await getUntil(`${nginx.url}/api/models`, 'nginx; fwd=stale; fwd-status=304')).toBe('kept')
    expect(service.requests.at(-1)?.headers['if-none-match']).toBe('"one"')
    expect(await getUntil(`${nginx.url}/api/models`, 'nginx; hit')).toBe('kept')
    expect(service.requests).toHaveLength(2)
  })

  it('responds 304 to a conditional request from its cache', async () => {
    const { service, nginx } = await startBoth()
    await get(`${nginx.url}/api/models`)
    const { status, headers } = await get(`${nginx.url}/api/models`, { 'If-None-Match': '"one"' })
    expect([status, headers.etag]).toEqual([304, '"one"'])
    expect((await get(`${nginx.url}/api/models`, { 'If-None-Match': '"zero"' })).status).toBe(200)
    expect(service.requests).toHaveLength(1)
  })

  it('caches each encoding separately', async () => {
    const { service, nginx } = await startBoth()
    service.respond = (req, res) => respond(res, `for ${String(req.headers['accept-encoding'])}`)
    const read = async (encoding: string): Promise<string> =>
      (await get(`${nginx.url}/api/models`, { 'Accept-Encoding': encoding })).body
    for (const encoding of ['br', 'gzip', 'identity', 'br', 'gzip', 'identity'])
      expect(await read(encoding)).toBe(`for ${encoding}`)
    expect(service.requests).toHaveLength(3)
  })

  it('does not cache what says no-store', async () => {
    const { service, nginx } = await startBoth()
    let count = 0
    service.respond = (_req, res) => respond(res, String(++count), { 'Cache-Control': 'no-store' })
    expect((await get(`${nginx.url}/api/syncs`)).body).toBe('1')
    expect((await get(`${nginx.url}/api/syncs`)).body).toBe('2')
  })

  it('serves stale responses while the service is down', async () => {
    const { service, nginx } = await startBoth()
    service.respond = (_req, res) => respond(res, 'last', { 'Cache-Control': cacheControl(1, 0) })
    await get(`${nginx.url}/api/models`)
    await service.stop()
    expect(await getUntil(`${nginx.url}/api/models`, 'nginx; hit; detail=stale')).toBe('last')
  })

  it('serves a stale response in place of an error', async () => {
    const { service, nginx } = await startBoth()
    service.respond = (_req, res) => respond(res, 'last', { 'Cache-Control': cacheControl(1, 0) })
    await get(`${nginx.url}/api/changes`)
    service.respond = (_req, res) => res.writeHead(503, { 'Cache-Control': 'no-store' }).end('overloaded')
    expect(await getUntil(`${nginx.url}/api/changes`, 'nginx; hit; detail=stale')).toBe('last')
  })

  it('forwards the client address, a new request id for each response, and no rate limit of another client', async () => {
    const { service, nginx } = await startBoth()
    service.respond = (req, res) =>
      respond(res, '', { 'X-Request-Id': String(req.headers['x-request-id']), RateLimit: '"work";r=1' })
    const first = await get(`${nginx.url}/api/models`, { 'X-Forwarded-For': '192.0.2.7' })
    const second = await get(`${nginx.url}/api/models`, { 'X-Request-Id': 'mine-1' })
    expect(service.requests[0]?.headers['x-forwarded-for']).toBe('192.0.2.7, 127.0.0.1')
    expect(service.requests[0]?.headers['x-request-id']).toBe(first.headers['x-request-id'])
    expect(second.headers['x-request-id']).toBe('mine-1')
    expect([first.headers['ratelimit'], second.headers['ratelimit']]).toEqual([undefined, undefined])
  })

  it('passes events on as they come, past the cache', async () => {
    const { service, nginx } = await startBoth()
    let stream: ServerResponse | undefined
    service.respond = (_req, res) => {
      stream = res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      stream.write('data: one\n\n')
    }
    const leave = new AbortController()
    const response = await fetch(`${nginx.url}/api/changes/stream`, { signal: leave.signal })
    expect(response.headers.get('cache-status')).toBeNull()
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toBe('data: one\n\n')
    stream!.write('data: two\n\n')
    expect((await reader.read()).value).toBe('data: two\n\n')
    leave.abort()
    await once(stream!, 'close')
  })

  it('works in front of the program: cached lists, admin routes, health', async () => {
    const upstream = await startFakeUpstream({ models: [exampleModel('a/one'), exampleModel('a/two')] })
    cleanups.push(() => upstream.close())
    const token = 'only-for-this-test'
    const app = await startTestApp({
      OPENROUTER_BASE_URL: upstream.url,
      ADMIN_TOKEN: token,
      TRUSTED_PROXIES: '127.0.0.1',
    })
    cleanups.push(() => app.stop())
    const nginx = await startNginx(Number(new URL(app.url).port))
    cleanups.push(() => nginx.close())
    await until(async () => (await app.fetch('/api/models')).headers.get('x-data-source') === 'upstream')

    const [miss, hit] = [await get(`${nginx.url}/api/models`), await get(`${nginx.url}/api/models`)]
    expect([miss.cache, hit.cache]).toEqual(['nginx; fwd=miss', 'nginx; hit'])
    expect(JSON.parse(hit.body)).toMatchObject({ total_count: 2 })
    expect([hit.headers['x-data-source'], hit.headers.age]).toEqual(['upstream', expect.any(String)])
    expect((await get(`${nginx.url}/api/models`, { 'If-None-Match': hit.headers.etag ?? '' })).status).toBe(304)

    for (const path of ['/livez', '/health', '/metrics', '/api/none']) {
      const statuses = [await get(nginx.url + path), await get(nginx.url + path)].map(({ cache }) => cache)
      expect([path, ...statuses]).toEqual([path, 'nginx; fwd=miss', 'nginx; fwd=miss'])
    }

    const refresh = (headers: Record<string, string>): Promise<Received> =>
      get(`${nginx.url}/api/refresh`, headers, 'POST')
    expect((await refresh({})).status).toBe(401)
    const refreshed = await refresh({ Authorization: `Bearer ${token}` })
    expect([refreshed.status, JSON.parse(refreshed.body)]).toEqual([
      200,
      { data: expect.objectContaining({ added: 0 }) },
    ])
  })
})
