import type { IncomingMessage, ServerResponse } from 'node:http'
import * as zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as hotAnswers from '../../../src/http/hot-answers.js'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import type { Answer } from '../../contract/helpers/http-client.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

const hot = vi.hoisted(() => ({ on: true }))
vi.mock('../../../src/http/hot-answers.js', async (original) => {
  const real = await original<typeof hotAnswers>()
  const createHotAnswers: typeof real.createHotAnswers = (ctx) => {
    const answer = real.createHotAnswers(ctx)
    return (req, res) => hot.on && answer(req, res)
  }
  return { ...real, createHotAnswers }
})

let upstream: FakeUpstream
let app: HttpApp
let byExpress: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({
    models: ['a/one', 'a/two:free', '~a/alias', 'b/three'].map((id) => exampleModel(id)),
  })
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
  byExpress = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
})
afterAll(async () => {
  await app.stop()
  await byExpress.stop()
  await upstream.close()
})

const encodings = ['identity', 'gzip', 'br', ...('zstdCompress' in zlib ? ['zstd'] : [])]

describe('an answer made without Express', () => {
  it.each([
    '/api/models?limit=2',
    '/api/v1/models?sort=newest',
    '/api/models/a/one',
    '/api/v1/model/a%2Ftwo%3Afree',
    '/api/facets?q=one',
  ])('is the same with HEAD, and 304 for the tag of each encoding: %s', async (path) => {
    for (const encoding of encodings) {
      const ask = (method: string, headers = {}): Promise<Answer> =>
        app.send({ path, method, headers: { 'Accept-Encoding': encoding, ...headers } })
      const [got, head] = [await ask('GET'), await ask('HEAD')]
      expect([got.status, head.status, head.headers.etag, head.headers['content-length']]).toEqual([
        200,
        200,
        got.headers.etag,
        String(got.body.length),
      ])
      const unchanged = await ask('GET', { 'If-None-Match': got.headers.etag! })
      expect([unchanged.status, unchanged.body.length, unchanged.headers.etag]).toEqual([304, 0, got.headers.etag])
    }
  })

  it('is the very first time answered with 304 for a tag of another replica, without its bytes being made', async () => {
    const tag = (await app.send({ path: '/api/models?limit=3', headers: {} })).headers.etag!.slice(1, -1)
    const answer = await app.send({
      path: '/api/models?limit=3&',
      headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': `"${tag}-gzip"` },
    })
    expect([answer.status, answer.headers['cache-status']]).toEqual([304, expect.stringContaining('stored')])
  })

  it('is made anew for each who asks first, and ready for the next', async () => {
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

const paths = [
  '/api/models',
  '/api/models?limit=2',
  '/api/models?limit=2&offset=1',
  '/api/models?fields=id,name',
  '/api/models?q=one',
  '/api/models?ids=a/one,no/such',
  '/api/models?free=true&sort=newest',
  '/api/models?max_age_days=3',
  '/api/models?use_rss=true',
  '/api/v1/models?output_modalities=all',
  '/api/models/count?free=true',
  '/api/v1/models/count?limit=1',
  '/api/facets',
  '/api/facets?q=two',
  '/api/v1/embeddings/models',
  '/api/models/a/one',
  '/api/models/a%2Fone',
  '/api/models/~a/alias',
  '/api/models/%7Ea%2Falias',
  '/api/models/a/two:free',
  '/api/v1/models/b/three',
  '/api/v1/model/b/three',
  '/api/models/a/one/',
  '/api/models//a/one',
  '/api/models/A/one',
  '/api/models/no/such',
  '/api/models/a/one?',
  '/api/models/a/one?x=1',
  '/api/models/a/one?as_of=2020-01-01T00:00:00Z',
  '/api/models?removed=true',
  '/api/models?limit=0',
  '/api/models?limit=1&limit=2',
  '/api/models?q=%ff',
  '/api/models/%ff',
  '/api/models?nonsense=1',
  '/api/models/',
  '/api/models/?limit=1',
  '/api/v1/model/',
  '/api/v1/models/user',
  '/api/models/a/one/history',
  '/api/models/a/one/endpoints',
  '/api/facets?sort=none',
]

describe('what is answered without Express is what the routes answer', () => {
  it.each(
    paths.flatMap((path) => ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'].map((method) => [method, path] as const)),
  )('%s %s', async (method, path) => {
    const headers = { 'X-Request-Id': 'mine' }
    hot.on = true
    const fast = await app.send({ path, method, headers })
    hot.on = false
    const usual = await byExpress.send({ path, method, headers })
    const comparable = ({
      status,
      headers: { date: _date, age: _age, 'last-modified': _changed, 'cache-status': _hit, ...others },
      body,
    }: Answer) => ({ status, others, body: body.toString() })
    expect(comparable(fast)).toEqual(comparable(usual))
  })
})

it('does not change what requests and answers are, on the way through Express: V8 would slow them down for good', async () => {
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
