import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createResponseCache } from '../../../src/http/response/response-cache.js'
import { createHttpServer } from '../../../src/http/server.js'
import { asAdmin, listen, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createBrokenParts, createBrokenServer, secret } from '../../contract/helpers/broken-server.js'
import { caseFor } from '../../contract/helpers/cases.js'
import { operations, validator } from '../../contract/helpers/contract.js'
import { send, type ReceivedResponse, type RequestSpec } from '../../contract/helpers/http-client.js'

let app: HttpApp
beforeAll(async () => {
  app = await startHttpApp()
})
afterAll(() => app.stop())

interface Problem {
  status: number
  detail: string
  parameter?: string
  error: { code: number; message: string; type: string }
}

const problem = validator({ $ref: '#/components/schemas/Problem' })

async function expectRefusal(
  sent: RequestSpec | string,
  status: number,
): Promise<Problem & { response: ReceivedResponse }> {
  const response = await app.send(sent)
  expect([response.status, response.text()]).toEqual([status, expect.anything()])
  expect(response.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': expect.any(String),
  })
  const body = response.json<Problem>()
  expect(problem.safeParse(body).error?.issues ?? []).toEqual([])
  expect([body.status, body.error.code, body.error.message]).toEqual([status, status, body.detail])
  return { ...body, response }
}

describe('an invalid query is a 400 that names the parameter', () => {
  it.each([
    [
      'an unknown parameter',
      'nonsense=1',
      'nonsense',
      /unknown parameter; expected one of q, supported_parameters, .*limit, offset/,
    ],
    ['one without a value', 'nonsense', 'nonsense', /unknown parameter/],
    ['one in another case', 'Limit=1', 'Limit', /unknown parameter/],
    ['one without a name', '=1', undefined, /parameter without a name/],
    ['a bad value', 'limit=0', 'limit', /whole number from 1 to 1000/],
    ['a number that is too large', 'limit=1001', 'limit', /1 to 1000/],
    ['a number in another notation', 'limit=1e2', 'limit', /whole number/],
    ['a number with a sign', 'limit=%2B5', 'limit', /whole number/],
    ['a number with a blank', 'limit=+5', 'limit', /whole number/],
    ['a number that is none', 'offset=NaN', 'offset', /whole number/],
    ['a negative offset', 'offset=-1', 'offset', /whole number/],
    ['an empty value', 'limit=', 'limit', /whole number/],
    ['a list with a hole', 'output_modalities=text,,image', 'output_modalities', /contains an empty item/],
    ['the second parameter of two', 'limit=5&offset=x', 'offset', /whole number/],
    ['a repeated parameter', 'limit=5&limit=5', 'limit', /more than once/],
    ['a repeated one, written in two ways', 'limit=5&%6cimit=6', 'limit', /more than once/],
    ['a broken percent-encoding in a value', 'limit=%zz', 'limit', /percent-encoding/],
    ['a percent-encoding that is not UTF-8', 'limit=%ff', 'limit', /percent-encoding/],
    ['a broken percent-encoding in a name', 'li%mit=5', 'li%mit=5', /percent-encoding/],
    ['a lone percent', '%', '%', /percent-encoding/],
    ['a key that pollutes prototypes', '__proto__=1', '__proto__', /unknown parameter/],
    ['another such key', 'constructor=1', 'constructor', /unknown parameter/],
    ['a key in brackets', 'limit[]=5', 'limit[]', /unknown parameter/],
    ['a NUL', 'limit=%00', 'limit', /whole number/],
  ])('%s', async (_, query, parameter, detail) => {
    for (const path of ['/api/models', '/api/v1/models', '/api/models/count']) {
      const refusal = await expectRefusal(`${path}?${query}`, 400)
      expect([refusal.parameter, refusal.error.type]).toEqual([parameter, 'invalid_request'])
      expect(refusal.detail).toMatch(detail)
    }
  })

  it('accepts a query of 8192 characters, and rejects a longer one', async () => {
    const of = (length: number): string => `/api/models/count?${'limit=1'.padStart(length, '&')}`
    expect((await app.send(of(8_192))).status).toBe(200)
    expect((await expectRefusal(of(8_193), 400)).detail).toBe('query: the query string is longer than 8192 characters')
  })

  it.each([
    [undefined, 'application/problem+json'],
    ['*/*', 'application/problem+json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/problem+json'],
    ['application/problem+json, application/json', 'application/problem+json'],
    ['application/json', 'application/json'],
    ['text/html', 'application/problem+json'],
  ])('has the content type that the client accepts: %s', async (accept, expected) => {
    const response = await app.send({
      path: '/api/v1/models?limit=0',
      headers: accept === undefined ? {} : { Accept: accept },
    })
    expect([response.status, response.headers['content-type'], response.json<{ error: unknown }>().error]).toEqual([
      400,
      expected,
      { code: 400, message: expect.stringContaining('limit'), type: 'invalid_request' },
    ])
  })

  it('truncates a very long name in the message', async () => {
    expect((await expectRefusal(`/api/models?${'x'.repeat(8_000)}=1`, 400)).response.body.length).toBeLessThan(2_000)
  })

  it.each(operations.filter(({ responses }) => '200' in responses).map(({ method, path }) => [method, path]))(
    'rejects an unknown parameter on every route: %s %s',
    async (method, path) => {
      const { parameter } = await expectRefusal(
        { method, path: `${path.replace('{author}/{slug}', 'a/b').replace('{id}', '7')}?nonsense=1`, headers: asAdmin },
        400,
      )
      expect(parameter).toBe('nonsense')
    },
  )

  it.each(['limit=0', 'limit=1001', 'before=x', 'before=0', 'before=1.5', 'before=99999999999999999999', 'limit=0x10'])(
    'applies to the sync log: %s',
    async (query) => {
      expect((await expectRefusal(`/api/syncs?${query}`, 400)).parameter).toBe(query.split('=')[0])
    },
  )
})

describe('an invalid path', () => {
  it.each(['%', '%zz', 'a%2', 'openai/%E0%A4%A', 'a/%ff', '%c0%ae'])(
    'is a 400 that names the invalid percent-encoding: %s',
    async (id) => {
      for (const root of ['/api/models/', '/api/v1/model/', '/nowhere/', '/api/quarantine/']) {
        const { detail } = await expectRefusal(root + id, 400)
        expect(detail).toBe(
          `the path contains a percent-encoding that is broken or not UTF-8: ${JSON.stringify(id.split('/').at(-1))}`,
        )
      }
    },
  )

  it.each(['/nowhere', '/api/models/', '/docs/a/none', '/api/quarantine/7', '/api/refresh/now'])(
    'is a 404 that names the missing route: %s',
    async (path) => {
      expect((await expectRefusal(path, 404)).detail).toBe(`there is no route GET "${path}"`)
    },
  )
})

describe('an unsupported method', () => {
  it.each(operations)(
    'is a 405 that lists the allowed methods: $method $path',
    async ({ path, methodsAtPath: methods }) => {
      const concrete = path.replace('{author}/{slug}', 'a/b').replace('{id}', '7')
      for (const other of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].filter(
        (one) => !methods.includes(one),
      )) {
        const { response, error } = await expectRefusal({ method: other, path: concrete }, 405)
        expect([response.headers.allow, error.type]).toEqual([[...methods, 'OPTIONS'].join(', '), 'method_not_allowed'])
      }
    },
  )
})

describe('an invalid body', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}): RequestSpec => ({
    method: 'POST',
    path: '/api/cache/invalidate',
    headers: { ...asAdmin, 'Content-Type': 'application/json', ...headers },
    body,
  })

  it.each([
    ['broken JSON', '{"key":', /not valid JSON/],
    ['a bare word', 'all', /not valid JSON/],
    ['a string', '"x"', /not valid JSON/],
    ['a list', '[]', /body: /],
    ['null', 'null', /not valid JSON/],
    ['an unknown member', '{"keys":["/api/models"]}', /"keys"/],
    ['a member of another type', '{"key":5}', /key: /],
    ['an empty key', '{"key":""}', /key: /],
    ['a key that pollutes prototypes', '{"__proto__":{"key":"/api/models"}}', /"__proto__"/],
    ['another such key', '{"constructor":{"prototype":{"key":"/api/models"}}}', /"constructor"/],
    ['such a key at a deeper level', '{"key":{"__proto__":{}}}', /key: /],
  ])('is a 400 with the reason: %s', async (_, body, detail) => {
    expect((await expectRefusal(post(body), 400)).detail).toMatch(detail)
    expect(({} as Record<string, unknown>)['key']).toBeUndefined()
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data; boundary=x',
    '',
  ])('is a 415 with another content type: %s', async (type) => {
    expect((await expectRefusal(post('{}', { 'Content-Type': type }), 415)).detail).toBe(
      'the body must be application/json',
    )
  })

  it('is a 415 in an unknown charset or encoding', async () => {
    await expectRefusal(post('{}', { 'Content-Type': 'application/json; charset=klingon' }), 415)
    await expectRefusal(post('{}', { 'Content-Encoding': 'zstd-9' }), 415)
  })

  it('is a 400 if it does not match its Content-Encoding', async () => {
    await expectRefusal(post('{}', { 'Content-Encoding': 'gzip' }), 400)
  })

  it('is a 413 if it is too large, also chunked or compressed', async () => {
    const large = JSON.stringify({ key: 'x'.repeat(20_000) })
    for (const sent of [
      post(large),
      post(large, { 'Transfer-Encoding': 'chunked' }),
      post(gzipSync(JSON.stringify({ key: 'x'.repeat(5_000_000) })), { 'Content-Encoding': 'gzip' }),
    ]) {
      expect((await expectRefusal(sent, 413)).detail).toBe('the body is larger than 16 KB')
    }
  })

  it('is not read before the token is checked', async () => {
    await expectRefusal({ ...post('{"key":'), headers: { 'Content-Type': 'text/plain' } }, 401)
  })

  it('does not affect later requests', async () => {
    await expectRefusal(post('{'), 400)
    expect((await app.send(post('{}'))).status).toBe(200)
    expect((await app.send({ method: 'POST', path: '/api/cache/invalidate', headers: asAdmin })).status).toBe(200)
    expect((await app.send(post('{}', { 'Content-Type': 'application/json; charset=utf-8' }))).status).toBe(200)
  })
})

describe('an internal error', () => {
  it.each(operations.filter(({ responses }) => responses['500']))(
    'is a 500 that does not reveal its cause: $method $path',
    async (operation) => {
      const { server, events } = createBrokenServer()
      const url = await listen(server)
      const reported: unknown[] = []
      events.on('trouble', (trouble) => reported.push(trouble))
      const { state: _, headers, ...example } = caseFor(operation, 500)!
      const response = await send(url, {
        ...example,
        headers: { ...headers, ...asAdmin, 'X-Request-Id': 'mine' },
      })
      server.close()
      expect([response.status, response.headers['content-type']]).toEqual([500, 'application/problem+json'])
      for (const part of ['secret', 'file.ts', '/home', ' at '])
        expect(JSON.stringify(response.headers) + response.text()).not.toContain(part)
      expect(reported).toEqual([
        {
          what: 'request_failed',
          error: expect.objectContaining({
            message: expect.stringMatching(new RegExp(`^mine ${operation.method} .*${secret.slice(7, 15)}`)),
          }),
        },
      ])
    },
  )

  it('is a 500 also before routing', async () => {
    const parts = createBrokenParts()
    const { events } = parts
    const fail = (): never => {
      throw new Error(secret)
    }
    const responseCache = Object.assign(createResponseCache(1_000), { get: fail })
    const server = createHttpServer({ ...parts, services: { ...parts.services, responseCache } })
    const reported = once(events, 'trouble')
    const response = await send(await listen(server), '/api/models')
    server.close()
    expect([response.status, response.headers['content-type'], response.text().includes('secret')]).toEqual([
      500,
      'application/problem+json',
      false,
    ])
    expect(await reported).toMatchObject([{ what: 'request_failed' }])
  })
})
