import type { IncomingMessage, ServerResponse } from 'node:http'
import * as zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { ReceivedResponse } from '../../contract/helpers/http-client.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

let upstream: FakeUpstream
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({
    models: ['a/one', 'a/two:free', '~a/alias', 'b/three'].map((id) => exampleModel(id)),
  })
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})

const encodings = ['identity', 'gzip', 'br', ...('zstdCompress' in zlib ? ['zstd'] : [])]

describe('a response computed for its first request', () => {
  it.each([
    '/api/models?limit=2',
    '/api/v1/models?sort=newest',
    '/api/models/a/one',
    '/api/v1/model/a%2Ftwo%3Afree',
    '/api/facets?q=one',
  ])('has the same headers for HEAD, and is a 304 for the ETag of each encoding: %s', async (path) => {
    for (const encoding of encodings) {
      const get = (method: string, headers = {}): Promise<ReceivedResponse> =>
        app.send({ path, method, headers: { 'Accept-Encoding': encoding, ...headers } })
      const [got, head] = [await get('GET'), await get('HEAD')]
      expect([got.status, head.status, head.headers.etag, head.headers['content-length']]).toEqual([
        200,
        200,
        got.headers.etag,
        String(got.body.length),
      ])
      const unchanged = await get('GET', { 'If-None-Match': got.headers.etag! })
      expect([unchanged.status, unchanged.body.length, unchanged.headers.etag]).toEqual([304, 0, got.headers.etag])
    }
  })

  it('is a 304 for the ETag of another replica', async () => {
    const tag = (await app.send({ path: '/api/models?limit=3', headers: {} })).headers.etag!.slice(1, -1)
    const response = await app.send({
      path: '/api/models?limit=3&',
      headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': `"${tag}-gzip"` },
    })
    expect([response.status, response.headers['cache-status']]).toEqual([304, expect.stringContaining('stored')])
  })

  it('is cached for the next one', async () => {
    const statuses = []
    for (let nr = 0; nr < 3; nr++)
      statuses.push((await app.send('/api/models?limit=1&offset=1')).headers['cache-status'])
    expect(statuses).toEqual([
      expect.stringContaining('stored'),
      expect.stringContaining('hit'),
      expect.stringContaining('hit'),
    ])
  })
})

it('keeps the prototypes of requests and responses through Express, since changing them would slow V8 down', async () => {
  const kinds: [boolean, boolean][] = []
  const kindOf = (one: object): object => Object.getPrototypeOf(one) as object
  const watch = (req: IncomingMessage, res: ServerResponse): void => {
    const [asRead, asBegun] = [kindOf(req), kindOf(res)]
    res.once('close', () => kinds.push([kindOf(req) === asRead, kindOf(res) === asBegun]))
  }
  app.app.server.prependListener('request', watch)
  for (const path of ['/livez', '/api/status', '/nowhere']) await app.send(path)
  app.app.server.off('request', watch)
  expect(kinds).toEqual([
    [true, true],
    [true, true],
    [true, true],
  ])
})
