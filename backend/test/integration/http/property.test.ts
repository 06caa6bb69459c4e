import { listQuerySchema } from '@modelkeep/catalog/query/list-parameters'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { operations, validator } from '../../contract/helpers/contract.js'
import { parseRaw, sendRaw, type ReceivedResponse } from '../../contract/helpers/http-client.js'
import { exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

let upstream: FakeUpstream
let database: TestDatabase
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream()
  database = await createTestDatabase()
  app = await startHttpApp({ DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url })
  await until(() => app.app.sync.db.status().state === 'connected')
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

const problem = validator({ $ref: '#/components/schemas/Problem' })
const runs = { numRuns: 150 }

/** Over a raw connection, which allows requests that a client library would reject. */
const raw = async (line: string, headers: readonly string[] = [], body = ''): Promise<ReceivedResponse> =>
  parseRaw(
    await sendRaw(
      app.url,
      Buffer.from([`${line} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', body].join('\r\n'), 'latin1'),
    ),
  )

function expectSane(response: ReceivedResponse, verb = 'GET'): void {
  expect(response.status).toBeGreaterThanOrEqual(200)
  expect(response.status === 501 || response.status < 500, `responded ${response.status}`).toBe(true) // 501: unsupported OpenRouter routes
  expect(response.headers['x-request-id']).toMatch(/^[\w.:-]{1,128}$/)
  expect(response.text()).not.toMatch(/node_modules|\.ts:|\.js:|\n\s+at /)
  expect([response.status, bodyOf(response, verb)]).toEqual([response.status, bodiesOf(response.status, verb)])
}

function bodyOf(response: ReceivedResponse, verb: string): 'none' | 'problem' | 'something' {
  if (response.body.length === 0) return 'none'
  // An unparsable request has no method.
  if (verb === 'HEAD' && !response.text().includes('not a valid HTTP request')) return 'something'
  return response.headers['content-type'] === 'application/problem+json' && problem.safeParse(response.json()).success
    ? 'problem'
    : 'something'
}

function bodiesOf(status: number, verb: string): unknown {
  if (status === 204 || status === 304) return 'none'
  if (verb === 'HEAD') return expect.stringMatching(status < 400 ? /none/ : /none|problem/)
  return status < 400 ? 'something' : 'problem'
}

// Bytes as latin1, including invalid UTF-8 and non-ASCII. CR and LF would end the line.
const bytes = fc.string({
  unit: fc
    .integer({ min: 1, max: 255 })
    .filter((code) => code !== 10 && code !== 13)
    .map((code) => String.fromCharCode(code)),
  maxLength: 30,
})
const encoded = fc.oneof(
  bytes.map((text) => Buffer.from(text, 'latin1').toString('hex').replaceAll(/../g, '%$&')),
  fc.string({ unit: 'grapheme', maxLength: 10 }).map(encodeURIComponent),
)
const piece = fc.oneof(
  { weight: 3, arbitrary: encoded },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '.',
      '..',
      '%',
      '%2',
      '%zz',
      '%00',
      '%2F',
      '%25',
      '~',
      ':free',
      'example',
      'alpha',
      'count',
      '*',
      '[',
      '\\',
      '#',
      ' ',
      '//',
      ';',
      '@',
      '__proto__',
    ),
  },
  { weight: 1, arbitrary: bytes },
)
// A stream does not end by itself.
const ending = operations.filter(({ path }) => !path.endsWith('/stream'))
const known = fc.constantFrom(
  ...ending.map(({ path }) => path.replace('{author}/{slug}', 'example/alpha').replace('{id}', 'example/alpha')),
)
const path = fc.oneof(
  known,
  fc.tuple(known, piece).map(([root, tail]) => `${root}/${tail}`),
  fc.array(piece, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
  fc.tuple(known, piece).map(([root, tail]) => root + tail),
)
const name = fc.oneof(
  fc.constantFrom(...Object.keys(listQuerySchema.shape), 'before', 'key', 'constructor', '__proto__', 'limit[]'),
  piece,
)
const given = fc.oneof(
  piece,
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom(
    'all',
    'text',
    'text,image',
    'true',
    'newest',
    'alpha gpt 4o',
    'example/alpha,example/beta:free',
    'id,name',
    '0.15',
    '1e3',
    '-1',
    '0',
    '1',
    '1000',
    '9'.repeat(40),
  ),
)
const query = fc
  .array(fc.tuple(name, given, fc.constantFrom('=', '', '==')), { maxLength: 4 })
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([key, of, equals]) => key + equals + of).join('&')}`))
const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH')

describe('an arbitrary request', () => {
  it('by path, query and method is never a 5xx, and every error is a problem', async () => {
    await fc.assert(
      fc.asyncProperty(method, path, query, async (verb, to, what) => {
        const response = await raw(`${verb} ${to}${what}`, [`Authorization: ${asAdmin.Authorization}`])
        expectSane(response, verb)
      }),
      runs,
    )
  })

  it('by id finds exactly that id, or is a 404 or 400', async () => {
    const ids = new Set(exampleModels().map((model) => model['id']))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/api/models/', '/api/v1/models/', '/api/v1/model/'),
        fc.oneof(
          fc.array(piece, { maxLength: 3 }).map((parts) => parts.join('/')),
          fc.constantFrom(...ids).map(String),
        ),
        async (root, id) => {
          const response = await raw(`GET ${root}${id}`)
          expectSane(response)
          expect(response.status !== 200 || id.startsWith('count') || ids.has(decodeURIComponent(id))).toBe(true)
        },
      ),
      runs,
    )
  })

  it('with any headers is never a 5xx, and its body matches its headers', async () => {
    const text = fc.oneof(
      bytes,
      fc.constantFrom(
        '*',
        '"',
        'W/"x"',
        '"a", W/"b"',
        'gzip;q=x',
        '*;q=0',
        'identity;q=0,br;q=0.001',
        'Sat, 22 Aug 2026 14:00:00 GMT',
        'Bearer x',
        'null',
      ),
    )
    const names = fc.constantFrom(
      'Accept-Encoding',
      'If-None-Match',
      'If-Modified-Since',
      'X-Request-Id',
      'Origin',
      'Authorization',
      'Accept',
      'Range',
      'Expect',
      'Cookie',
      'Content-Type',
      'Access-Control-Request-Method',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/api/models', '/api/models?limit=2', '/nowhere', '/api/cache/stats'),
        fc.array(fc.tuple(names, text), { maxLength: 5 }),
        async (to, headers) => {
          const response = await raw(
            `GET ${to}`,
            headers.map(([header, of]) => `${header}: ${of}`),
          )
          expectSane(response)
          expect(response.status !== 200 || response.json<{ data: unknown[] }>().data.length > 0).toBe(true)
        },
      ),
      runs,
    )
  })

  it('with any body is never a 5xx', async () => {
    const body = fc.oneof(
      fc.json(),
      bytes,
      fc
        .record({ key: fc.oneof(fc.string(), fc.integer(), fc.constant(null)) }, { requiredKeys: [] })
        .map((record) => JSON.stringify(record)),
    )
    const type = fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
      'text/plain',
      '',
    )
    const coding = fc.constantFrom('identity', 'identity', 'gzip', 'deflate', 'br', 'nonsense')
    await fc.assert(
      fc.asyncProperty(body, type, coding, async (sent, of, encoding) => {
        const headers = [
          `Authorization: ${asAdmin.Authorization}`,
          `Content-Type: ${of}`,
          `Content-Encoding: ${encoding}`,
          `Content-Length: ${Buffer.byteLength(sent, 'latin1')}`,
        ]
        expectSane(await raw('POST /api/cache/invalidate', headers, sent))
      }),
      runs,
    )
  })

  it('leaves the program responsive', async () => {
    expect((await app.send('/api/models')).json<{ data: unknown }>().data).toEqual(exampleModels())
  })
})
