import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.js'
import { startHttpApp, token, type HttpApp } from '../../contract/helpers/http-app.js'
import { comparable, openRaw, requestText, type RawConnection } from '../../contract/helpers/raw-connection.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { collectGarbage } from '../../helpers/garbage.js'

const ids = ['a/one', 'a/two:free', 'b/three']
/** What the program's clock is ahead of the system's, or of the moment at which it stands still. */
let aheadMs = 0
let frozenAt: number | null = null
let upstream: FakeUpstream
let app: HttpApp
let client: RawConnection
/** What the parser has read, in the order in which it did. */
let parsed: string[]
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: ids.map((id) => exampleModel(id)) })
  app = await startHttpApp(
    { OPENROUTER_BASE_URL: upstream.url },
    { clock: { ...systemClock, now: () => (frozenAt ?? Date.now()) + aheadMs } },
  )
  app.app.server.on('request', (req: IncomingMessage) => parsed.push(`${req.method} ${req.url}`))
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})
/** The same connection on the other side. */
let accepted: Socket
beforeEach(async () => {
  parsed = []
  const connected = once(app.app.server, 'connection') as Promise<[Socket]>
  client = await openRaw(app.url)
  accepted = (await connected)[0]
})

/** Writes pieces that arrive one by one. */
async function writeAlone(...pieces: string[]): Promise<void> {
  for (const piece of pieces) {
    const end = accepted.bytesRead + piece.length
    await client.write(piece)
    while (accepted.bytesRead < end) await new Promise((resolve) => setImmediate(resolve))
  }
}
afterEach(() => client.close())

let nr = 0
/** A request that no other test has sent. */
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): string =>
  requestText(path, { 'X-Test': String(nr), ...headers }, method)
beforeEach(() => void nr++)

describe('a request with the same bytes as one that was answered with ready ones', () => {
  it.each([
    ['the list', get('/api/models')],
    ['the list in brotli', get('/api/models', { 'Accept-Encoding': 'br' })],
    [
      'the list in gzip, for a page of an origin',
      get('/api/v1/models', { 'Accept-Encoding': 'gzip', Origin: 'https://example.com' }),
    ],
    ['HEAD', get('/api/models', { 'Accept-Encoding': 'gzip' }, 'HEAD')],
    ['a model, short and uncompressed', get('/api/models/a/one')],
    ['a page in brotli', get('/api/models?limit=2', { 'Accept-Encoding': 'br' })],
    ['what has not changed', get('/api/models', { 'If-None-Match': '*' })],
    ['with an id of its own', get('/api/models/count', { 'X-Request-Id': 'mine' })],
  ])('is answered with the same bytes, and not parsed: %s', async (_, request) => {
    const [stored, hit, again] = [await client.ask(request), await client.ask(request), await client.ask(request)]
    expect(stored.status).toBeLessThan(400)
    expect(parsed.length).toBeLessThanOrEqual(2)
    expect(comparable(again.raw)).toBe(comparable(hit.raw))
    expect(again.text()).toBe(hit.text())
    const given = request.includes('mine')
    expect([
      again.headers['x-request-id'] === hit.headers['x-request-id'],
      again.headers['x-request-id'] === 'mine',
    ]).toEqual([given, given])
  })

  it('is not parsed on another connection either, after its first request', async () => {
    await client.ask(get('/api/models'))
    const other = await openRaw(app.url)
    for (let asked = 0; asked < 3; asked++) expect((await other.ask(get('/api/models'))).status).toBe(200)
    other.close()
    expect(parsed).toEqual(['GET /api/models', 'GET /api/models'])
  })

  it('is what fetch sends', async () => {
    for (let asked = 0; asked < 4; asked++)
      expect(
        await (await fetch(`${app.url}/api/models/count`, { headers: { 'X-Test': `fetch ${nr}` } })).json(),
      ).toHaveProperty('data.count')
    expect(parsed.length).toBeLessThanOrEqual(2)
  })

  it('is told the true age, each second anew', async () => {
    const ages = []
    frozenAt = Date.now()
    for (let second = 0; second < 3; second++) {
      const { headers } = await client.ask(get('/api/models'))
      ages.push([Number(headers['age']), Date.parse(headers.date!)])
      aheadMs += 1_000
    }
    frozenAt = null
    expect([ages[1]![0]! - ages[0]![0]!, ages[2]![0]! - ages[1]![0]!, ages[2]![1]! - ages[1]![1]!]).toEqual([
      1, 1, 1_000,
    ])
    expect(parsed).toHaveLength(1)
  })

  it('is answered from what is served now: a new catalogue, and one that was invalidated', async () => {
    const before = await client.ask(get('/api/models'))
    const unchanged = get('/api/models', { 'If-None-Match': before.headers.etag! })
    expect([(await client.ask(unchanged)).status, (await client.ask(unchanged)).status]).toEqual([304, 304])
    upstream.setModels([...ids, 'c/four'].map((id) => exampleModel(id)))
    const synced = app.nextSync()
    await app.send({ method: 'POST', path: '/api/refresh', headers: { Authorization: `Bearer ${token}` } })
    await synced
    const after = await client.ask(unchanged)
    expect([after.status, after.json<{ data: unknown[] }>().data.length]).toEqual([200, 4])
    await app.send({ method: 'POST', path: '/api/cache/invalidate', headers: { Authorization: `Bearer ${token}` } })
    expect((await client.ask(unchanged)).headers['cache-status']).toContain('stored')
  })

  it('is counted like any other hit', async () => {
    const counts = async () => {
      const text = (await app.send('/metrics')).text()
      return [
        /^http_server_request_duration_seconds_count\{[^}]*"GET"[^}]*"\/api\/models\/count"[^}]*"200"[^}]*\} (\d+)/m,
        /^modelkeep_cache_requests_total\{[^}]*"hit"\} (\d+)/m,
      ].map((line) => Number(line.exec(text)?.[1] ?? 0))
    }
    await client.ask(get('/api/models/count'))
    const before = await counts()
    for (let asked = 0; asked < 5; asked++) await client.ask(get('/api/models/count'))
    const after = await counts()
    expect(parsed.filter((line) => line.endsWith('count')).length).toBeLessThanOrEqual(2)
    expect(after.map((count, at) => count - before[at]!)).toEqual([5, 5])
  })
})

describe('a request is parsed each time', () => {
  const twice = async (request: string): Promise<number> => {
    await client.ask(get('/api/models'))
    parsed = []
    for (let asked = 0; asked < 3; asked++) await client.ask(request)
    return parsed.length
  }

  it('that has credentials in it', async () => {
    expect(await twice(get('/api/models', { 'X-Api-Key': 'sk-secret' }))).toBe(3)
    expect(await twice(get('/api/models', { Authorization: 'Bearer sk-secret' }))).toBe(3)
    expect(await twice(get('/api/models', { Cookie: 'secret=1' }))).toBe(3)
  })

  it('that is not answered from the cache', async () => {
    expect(await twice(get('/livez'))).toBe(3)
    expect(await twice(get('/api/models?limit=0'))).toBe(3)
  })

  it('that is not of HTTP/1.1, or ends its connection', async () => {
    for (const request of [
      'GET /api/models HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n',
      get('/api/models', { Connection: 'close' }),
    ]) {
      for (let asked = 0; asked < 3; asked++) {
        const own = await openRaw(app.url)
        await own.ask(get('/livez'))
        parsed = []
        const { headers } = await own.ask(request)
        expect([parsed.length, headers.connection]).toEqual([1, request.includes('1.0') ? 'keep-alive' : 'close'])
        own.close()
      }
    }
  })

  const request = get('/api/models/count')
  it.each([
    ['in two pieces', [request.slice(0, 10), request.slice(10)]],
    ['together with another', [request + request]],
    ['with the beginning of the next', [`${request}GET`, request.slice(3)]],
  ])('on a connection on which one came %s', async (_, pieces) => {
    await client.ask(request)
    await client.ask(request)
    await writeAlone(...pieces)
    const answers = pieces.join('').split('GET').length - 1
    for (let read = 0; read < answers; read++) expect((await client.read()).status).toBe(200)
    parsed = []
    await client.ask(request)
    expect(parsed).toEqual(['GET /api/models/count'])
  })
})

describe('what looks like a request and is none', () => {
  it('is not answered: in a body', async () => {
    const request = get('/api/models/count')
    await client.ask(request)
    await client.ask(request)
    await client.write(`POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: ${request.length}\r\n\r\n`)
    expect((await client.read('POST')).status).toBe(404)
    await writeAlone(request)
    expect((await client.ask(get('/livez'))).json()).toMatchObject({ status: 'ok' })
    expect(parsed.at(-1)).toBe('GET /livez')
  })

  it('does not pass for what comes after a body in the same piece', async () => {
    const body = 'GET /api/models HTTP/1.1\r\nX: '
    const rest = get('/api/models/count')
    const count = (await client.ask(rest)).text()
    await writeAlone(`POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`, body + rest)
    expect([(await client.read('POST')).status, (await client.read()).text()]).toEqual([404, count])
    const victim = await openRaw(app.url)
    await victim.ask(get('/livez'))
    expect((await victim.ask(`${body}${rest}`)).json()).toHaveProperty('total_count') // it is the list that it asks for
    victim.close()
  })
})

it('is not parsed where only its headers are known, either', async () => {
  const paths = ['/api/models', '/api/models/count', '/api/models/a/one', '/api/models?limit=2']
  for (const path of [...paths, ...paths]) await client.ask(get(path, { 'X-Cached': 'by other headers' }))
  await client.ask(get('/api/models'))
  parsed = []
  for (const path of paths) {
    const known = await client.ask(get(path))
    const other = await openRaw(app.url) // whose first request is parsed
    expect(comparable(known.raw)).toBe(comparable((await other.ask(get(path))).raw))
    other.close()
  }
  expect(parsed).toEqual(paths.map((path) => `GET ${path}`))
})

it('does not pile up answers for a client that does not read them', async () => {
  upstream.setModels(
    Array.from({ length: 200 }, (_, model) => ({ ...exampleModel(`many/${model}`), description: 'x'.repeat(1_000) })),
  )
  const own = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
  const connected = once(own.app.server, 'connection') as Promise<[Socket]>
  const slow = await openRaw(own.url)
  const [socket] = await connected
  const list = await slow.ask(get('/api/models'))
  slow.socket.pause()
  for (let asked = 0; asked < 100; asked++) {
    slow.socket.write(get('/api/models'))
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(socket.writableLength).toBeGreaterThan(0)
  expect(socket.writableLength).toBeLessThan(3 * list.body.length)
  slow.close()
  await own.stop()
})

it('holds no request once it is answered: on a connection that is kept each would grow old until the next comes', async () => {
  const held: WeakRef<object>[] = []
  app.app.server.on('request', (req: IncomingMessage, res: object) => held.push(new WeakRef(req), new WeakRef(res)))
  const others = await Promise.all(
    ['/livez', '/api/models', '/api/models?limit=1', '/nowhere', '/api/status'].map(async (path) => {
      const own = await openRaw(app.url)
      await own.ask(get(path))
      return own
    }),
  )
  collectGarbage()
  expect([held.length, held.filter((one) => one.deref() !== undefined).length]).toEqual([2 * others.length, 0])
  for (const other of others) other.close()
})

it('tells a client of a connection that is to end, as soon as the program is', async () => {
  const own = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
  const kept = await openRaw(own.url)
  const request = get('/api/models/count')
  for (let asked = 0; asked < 3; asked++) expect((await kept.ask(request)).headers.connection).toBe('keep-alive')
  const stopped = own.app.stop({ drainMs: 50 })
  expect((await kept.ask(request)).headers.connection).toBe('close')
  await stopped
})

it('leaves a connection alone that Node gave up because it asked for a proxy', async () => {
  const request = get('/api/models/count')
  await client.ask(request)
  await client.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n')
  expect((await client.read()).status).toBe(405)
  expect(accepted.listenerCount('data')).toBe(0)
  const other = await openRaw(app.url) // whose parser may be the one that was given up
  await other.write(request.slice(0, 20))
  await client.write('GET /other HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(client.socket, 'close')
  await other.write(request.slice(20))
  expect((await other.read()).status).toBe(200)
  other.close()
  expect(parsed).toEqual(['GET /api/models/count', 'GET /api/models/count'])
})

it('answers as if each request were parsed, however they are cut into pieces', async () => {
  const requests = [
    get('/api/models/count'),
    get('/api/models/a/one'),
    get('/api/models', { 'If-None-Match': '*' }),
    get('/api/models/a/one', {}, 'HEAD'),
    get('/no/such'),
    `POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: ${get('/api/models/count').length}\r\n\r\n${get('/api/models/count')}`,
    'GET /api/models/count HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\r\n\r\n',
  ]
  /** What can be told of an answer: the body of a problem has an id. */
  const told = ({ status, text }: { status: number; text(): string }): string =>
    status === 200 ? text() : String(status)
  const expected: string[] = []
  for (const request of requests) {
    const fresh = await openRaw(app.url) // whose first request is parsed
    await fresh.write(request)
    expected.push(told(await fresh.read(request.split(' ', 1)[0])))
    fresh.close()
  }
  expect(new Set(expected).size).toBe(5)
  const cut = fc.record({
    at: fc.integer({ min: 0, max: requests.length - 1 }),
    pieces: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
    waits: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 12 }), async (asked) => {
      const own = await openRaw(app.url)
      try {
        const answers: string[] = []
        let owed: string[] = []
        const take = async (): Promise<void> => {
          for (const method of owed) answers.push(told(await own.read(method)))
          owed = []
        }
        for (const { at, pieces, waits } of asked) {
          const request = requests[at]!
          const ends = [...pieces.map((share) => Math.floor(share * request.length)), request.length].toSorted(
            (one, other) => one - other,
          )
          await own.write(
            ...ends.map((end, index) => request.slice(ends[index - 1] ?? 0, end)).filter((piece) => piece !== ''),
          )
          owed.push(request.split(' ', 1)[0]!)
          if (waits) await take()
        }
        await take()
        expect(answers).toEqual(asked.map(({ at }) => expected[at]))
      } finally {
        own.close()
      }
    }),
    { numRuns: 200 },
  )
})
