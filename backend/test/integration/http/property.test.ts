import { listQuerySchema } from '@modelkeep/catalog/query/list-parameters'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { operations, validator } from '../../contract/helpers/contract.js'
import { parseRaw, sendRaw, type Answer } from '../../contract/helpers/http-client.js'
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

/** Over a raw connection: what a client library would refuse to send is sent too. */
const raw = async (line: string, headers: readonly string[] = [], body = ''): Promise<Answer> =>
  parseRaw(
    await sendRaw(
      app.url,
      Buffer.from([`${line} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', body].join('\r\n'), 'latin1'),
    ),
  )

function expectSane(answer: Answer, verb = 'GET'): void {
  expect(answer.status).toBeGreaterThanOrEqual(200)
  expect(answer.status === 501 || answer.status < 500, `answered ${answer.status}`).toBe(true) // 501: routes of OpenRouter that say why they are not answered
  expect(answer.headers['x-request-id']).toMatch(/^[\w.:-]{1,128}$/)
  expect(answer.text()).not.toMatch(/node_modules|\.ts:|\.js:|\n\s+at /)
  expect([answer.status, bodyOf(answer, verb)]).toEqual([answer.status, bodiesOf(answer.status, verb)])
}

function bodyOf(answer: Answer, verb: string): 'none' | 'problem' | 'something' {
  if (answer.body.length === 0) return 'none'
  // What the parser made nothing of has no method for us.
  if (verb === 'HEAD' && !answer.text().includes('not a valid HTTP request')) return 'something'
  return answer.headers['content-type'] === 'application/problem+json' && problem.safeParse(answer.json()).success
    ? 'problem'
    : 'something'
}

function bodiesOf(status: number, verb: string): unknown {
  if (status === 204 || status === 304) return 'none'
  if (verb === 'HEAD') return expect.stringMatching(status < 400 ? /none/ : /none|problem/)
  return status < 400 ? 'something' : 'problem'
}

// Byte by byte (as latin1), so that what is not UTF-8 and what is not ASCII comes, too. CR and LF would end the line.
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

describe('whatever is asked for', () => {
  it('by path, query and method: no answer is a 5xx, and every error is a problem', async () => {
    await fc.assert(
      fc.asyncProperty(method, path, query, async (verb, to, what) => {
        const answer = await raw(`${verb} ${to}${what}`, [`Authorization: ${asAdmin.Authorization}`])
        expectSane(answer, verb)
      }),
      runs,
    )
  })

  it('by an id: it is found under exactly its own name, else 404 or 400', async () => {
    const ids = new Set(exampleModels().map((model) => model['id']))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/api/models/', '/api/v1/models/', '/api/v1/model/'),
        fc.oneof(
          fc.array(piece, { maxLength: 3 }).map((parts) => parts.join('/')),
          fc.constantFrom(...ids).map(String),
        ),
        async (root, id) => {
          const answer = await raw(`GET ${root}${id}`)
          expectSane(answer)
          expect(answer.status !== 200 || id.startsWith('count') || ids.has(decodeURIComponent(id))).toBe(true)
        },
      ),
      runs,
    )
  })

  it('with whatever headers: no answer is a 5xx, and a whole one is what it says it is', async () => {
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
          const answer = await raw(
            `GET ${to}`,
            headers.map(([header, of]) => `${header}: ${of}`),
          )
          expectSane(answer)
          expect(answer.status !== 200 || answer.json<{ data: unknown[] }>().data.length > 0).toBe(true)
        },
      ),
      runs,
    )
  })

  it('with whatever body: no answer is a 5xx', async () => {
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

  it('leaves a program that answers', async () => {
    expect((await app.send('/api/models')).json<{ data: unknown }>().data).toEqual(exampleModels())
  })
})
