import * as zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'
import { exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

let upstream: FakeUpstream
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream()
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})

/** Node 22.15 and later. */
const zstd = 'zstdCompress' in zlib ? 'zstd' : undefined
const get = (accept: string | undefined, path = '/api/models', method = 'GET'): Promise<ReceivedResponse> =>
  app.send({ path, method, headers: accept === undefined ? {} : { 'Accept-Encoding': accept } })

describe('Accept-Encoding', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0.1', 'br'],
    ['identity', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['identity;q=0', undefined],
    ['identity;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0, br;q=0', undefined],
    ['deflate', undefined],
    ['zstd, deflate', zstd],
    ['gzip;q=0.5, zstd', zstd ?? 'gzip'],
    ['br;q=0, zstd;q=0.9, gzip', 'gzip'],
    ['gzip;q=banana', undefined],
    [';;;,,,=', undefined],
    [','.repeat(500), undefined],
    ['x'.repeat(3000), undefined],
  ])('%s: %s', async (accept, encoding) => {
    const response = await get(accept)
    expect([response.status, response.headers['content-encoding'], response.headers.vary]).toEqual([
      200,
      encoding,
      'Accept-Encoding',
    ])
    expect(response.headers['content-length']).toBe(String(response.body.length))
    expect(response.json<{ data: unknown }>().data).toEqual(exampleModels())
  })

  it('applies to computed responses too', async () => {
    for (const [accept, encoding] of [
      ['gzip', 'gzip'],
      ['br', 'br'],
      ['identity', undefined],
    ] as const) {
      const response = await get(accept, `/api/models?limit=3&offset=0#`.replace('#', '&'.repeat(accept.length)))
      expect(response.headers['content-encoding']).toBe(encoding)
      expect(response.json<{ data: unknown }>().data).toEqual(exampleModels())
    }
  })

  it('does not compress small responses, which have the Vary header too', async () => {
    const response = await get('gzip, br', '/api/models/count')
    expect(response.headers).not.toHaveProperty('content-encoding')
    expect([response.headers.vary, response.json()]).toEqual(['Accept-Encoding', { data: { count: 3 } }])
  })

  it('applies to other routes too', async () => {
    const response = await get('br', '/api/openapi.json')
    expect([
      response.headers['content-encoding'],
      response.headers.vary,
      response.json<{ openapi: string }>().openapi,
    ]).toEqual(['br', 'Accept-Encoding', '3.1.0'])
  })
})

describe('HEAD', () => {
  it.each([
    '/api/models',
    '/api/models?limit=2',
    '/api/models/example/alpha',
    '/api/models/count',
    '/livez',
    '/api/openapi.json',
    '/api/models/no/such',
    '/nowhere',
    '/api/models?limit=0',
  ])('has the headers of GET, with Content-Length, and no body: %s', async (path) => {
    for (const encoding of ['identity', 'gzip', 'br']) {
      await get(encoding, path) // cached from now on if it can be
      const [got, head] = [await get(encoding, path), await get(encoding, path, 'HEAD')]
      expect([head.status, head.body.length]).toEqual([got.status, 0])
      const own = { date: '', 'x-request-id': '', age: '' }
      const comparable = ({ headers }: ReceivedResponse) => ({
        ...headers,
        ...own,
        'cache-status': String(headers['cache-status']).replace(/ttl=-?\d+/, 'ttl'),
        'content-length': got.status < 400 ? headers['content-length'] : '',
      })
      expect(comparable(head)).toEqual(comparable(got))
      expect(Number(head.headers['content-length'])).toBeGreaterThan(0)
    }
  })
})
