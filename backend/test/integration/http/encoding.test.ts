import * as zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { Answer } from '../../contract/helpers/http-client.js'
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

/** From Node 22.15 on. */
const zstd = 'zstdCompress' in zlib ? 'zstd' : undefined
const get = (accept: string | undefined, path = '/api/models', method = 'GET'): Promise<Answer> =>
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
    const answer = await get(accept)
    expect([answer.status, answer.headers['content-encoding'], answer.headers.vary]).toEqual([
      200,
      encoding,
      'Accept-Encoding',
    ])
    expect(answer.headers['content-length']).toBe(String(answer.body.length))
    expect(answer.json<{ data: unknown }>().data).toEqual(exampleModels())
  })

  it('is answered in the same way by what Express makes', async () => {
    for (const [accept, encoding] of [
      ['gzip', 'gzip'],
      ['br', 'br'],
      ['identity', undefined],
    ] as const) {
      const answer = await get(accept, `/api/models?limit=3&offset=0#`.replace('#', '&'.repeat(accept.length)))
      expect(answer.headers['content-encoding']).toBe(encoding)
      expect(answer.json<{ data: unknown }>().data).toEqual(exampleModels())
    }
  })

  it('leaves small answers as they are, and says all the same what they depend on', async () => {
    const answer = await get('gzip, br', '/api/models/count')
    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect([answer.headers.vary, answer.json()]).toEqual(['Accept-Encoding', { data: { count: 3 } }])
  })

  it('applies to reports too', async () => {
    const answer = await get('br', '/api/openapi.json')
    expect([
      answer.headers['content-encoding'],
      answer.headers.vary,
      answer.json<{ openapi: string }>().openapi,
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
  ])('has the headers of GET, Content-Length among them, and no body: %s', async (path) => {
    for (const encoding of ['identity', 'gzip', 'br']) {
      await get(encoding, path) // now it is in the cache where it may be
      const [got, head] = [await get(encoding, path), await get(encoding, path, 'HEAD')]
      expect([head.status, head.body.length]).toEqual([got.status, 0])
      const own = { date: '', 'x-request-id': '', age: '' }
      const comparable = ({ headers }: Answer) => ({
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
