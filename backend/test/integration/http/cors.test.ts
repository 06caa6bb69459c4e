import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'

const listed = 'https://app.example.com'
let open: HttpApp
let closed: HttpApp
beforeAll(async () => {
  open = await startHttpApp()
  closed = await startHttpApp({ ALLOWED_ORIGINS: `${listed}, http://localhost:5173` })
})
afterAll(async () => {
  await open.stop()
  await closed.stop()
})

const from = (
  app: HttpApp,
  origin: string,
  path = '/api/models',
  extra: Record<string, string> = {},
  method = 'GET',
): Promise<ReceivedResponse> => app.send({ path, method, headers: { Origin: origin, ...extra } })
const cors = ({ headers }: ReceivedResponse): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'))
const readable = [
  'etag',
  'last-modified',
  'age',
  'date',
  'cache-status',
  'x-data-source',
  'x-omitted-prices',
  'x-catalogue-sources',
  'deprecation',
  'sunset',
  'link',
  'x-request-id',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
]

// The seed is served here. These headers are on every response.
describe.each(['/api/models', '/api/models?limit=1', '/livez', '/nowhere', '/api/models?limit=0', '/api/cache/stats'])(
  'CORS on %s',
  (path) => {
    it('allows every origin by default, without credentials', async () => {
      for (const headers of [{ Origin: 'https://anyone.example' }, {}] as Record<string, string>[]) {
        const response = await open.send({ path, headers })
        expect(response.headers).toMatchObject({ 'access-control-allow-origin': '*', vary: 'Accept-Encoding' })
        expect(response.headers).not.toHaveProperty('access-control-allow-credentials')
      }
    })

    it('names a listed origin, and varies by it', async () => {
      const response = await from(closed, listed, path)
      expect(response.headers).toMatchObject({ 'access-control-allow-origin': listed, vary: 'Accept-Encoding, Origin' })
      expect(response.headers['access-control-expose-headers']?.toLowerCase().split(', ')).toEqual(readable)
      expect(response.headers).not.toHaveProperty('access-control-allow-credentials')
    })

    it.each([
      'https://evil.example',
      'https://app.example.com.evil.example',
      'http://app.example.com',
      'https://app.example.com:8443',
      'null',
      '*',
      '',
    ])('has no CORS header for an unlisted origin: %s', async (origin) => {
      const response = await from(closed, origin, path)
      expect(cors(response)).toEqual([])
      expect(response.headers.vary).toBe('Accept-Encoding, Origin')
    })
  },
)

describe('a preflight', () => {
  const preflight = {
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization,content-type',
  }

  it.each(['/api/models', '/api/refresh', '/nowhere'])('lists the allowed methods and headers: %s', async (path) => {
    for (const [app, origin, allowed] of [
      [open, 'https://anyone.example', '*'],
      [closed, listed, listed],
    ] as const) {
      const response = await from(app, origin, path, preflight, 'OPTIONS')
      expect([response.status, response.body.length]).toEqual([204, 0])
      expect(response.headers).toMatchObject({
        'access-control-allow-origin': allowed,
        'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
        'access-control-max-age': '86400',
        'x-request-id': expect.any(String),
      })
      expect(response.headers['access-control-allow-headers']).toBe('authorization, content-type')
      expect(response.headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  it.each([
    'x-stainless-os,x-stainless-lang,x-stainless-retry-count,authorization',
    'x-title',
    'http-referer, x-openrouter-title',
    'cache-control,pragma,x-requested-with,traceparent',
    'X-Anything_At.All~1',
  ])('allows the headers that it names: %s', async (names) => {
    for (const [app, origin] of [
      [open, 'https://anyone.example'],
      [closed, listed],
    ] as const) {
      const headers = { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': names }
      const allowed = (await from(app, origin, '/api/models', headers, 'OPTIONS')).headers
      expect(allowed['access-control-allow-headers']?.split(', ')).toEqual(names.split(/, ?/))
      expect(allowed).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  it('does not repeat what cannot be the name of a header', async () => {
    const headers = {
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'x-a,,a b,<script>,x-b',
    }
    const allowed = (await from(open, listed, '/api/models', headers, 'OPTIONS')).headers
    expect(allowed['access-control-allow-headers']).toBe('x-a, x-b')
  })

  it('without header names lists those that are often sent', async () => {
    const headers = { 'Access-Control-Request-Method': 'GET' }
    const allowed = (await from(open, listed, '/api/models', headers, 'OPTIONS')).headers
    expect(allowed['access-control-allow-headers']).toContain('If-None-Match')
  })

  it('does not allow an unlisted origin', async () => {
    const response = await from(closed, 'https://evil.example', '/api/refresh', preflight, 'OPTIONS')
    expect(response.headers).not.toHaveProperty('access-control-allow-origin')
  })
})

describe('OPTIONS without a preflight', () => {
  it.each([
    ['/api/models', 'GET, HEAD, OPTIONS'],
    ['/api/models/a/b', 'GET, HEAD, OPTIONS'],
    ['/api/refresh', 'POST, OPTIONS'],
    ['/api/quarantine/7/approve', 'POST, OPTIONS'],
    ['*', 'GET, HEAD, POST, PATCH, DELETE, OPTIONS'],
  ])('lists the methods of the route without a token: %s', async (path, allow) => {
    const response = await open.send({ path, method: 'OPTIONS' })
    expect([response.status, response.body.length, response.headers.allow]).toEqual([204, 0, allow])
  })

  it('is a 404 for an unknown route', async () => {
    expect((await open.send({ path: '/nowhere', method: 'OPTIONS' })).status).toBe(404)
  })
})

describe('the headers of every response', () => {
  it.each(['/api/models', '/livez', '/nowhere'])(
    'are the security headers, and do not reveal the server: %s',
    async (path) => {
      const { headers } = await open.send(path)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'cross-origin-resource-policy': 'cross-origin',
        'referrer-policy': 'no-referrer',
      })
      for (const name of ['x-powered-by', 'server', 'set-cookie', 'strict-transport-security'])
        expect(headers).not.toHaveProperty(name)
    },
  )

  it.each(['abc', 'A1._:-z', 'x'.repeat(128), '0b8f6c1e-2f5a-4c1d-9a43-6f0f3a1f7a55'])(
    'repeat a valid request id: %s',
    async (id) => {
      for (const path of ['/api/models', '/api/models?limit=2', '/nowhere'])
        expect((await open.send({ path, headers: { 'X-Request-Id': id } })).headers['x-request-id']).toBe(id)
    },
  )

  it.each(['', 'a b', '<script>', 'x'.repeat(129), 'a,b', 'a/b', 'ä'])(
    'replace an invalid request id: %s',
    async (id) => {
      for (const path of ['/api/models', '/nowhere'])
        expect((await open.send({ path, headers: { 'X-Request-Id': id } })).headers['x-request-id']).toMatch(
          /^[0-9a-f-]{36}$/,
        )
    },
  )

  it('contain a new request id for each request, which errors repeat', async () => {
    const [one, two] = [await open.send('/nowhere'), await open.send('/nowhere')]
    expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id'])
    expect(one.json()).toMatchObject({ instance: `urn:request:${String(one.headers['x-request-id'])}` })
  })
})
