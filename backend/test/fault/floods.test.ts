import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import { startHttpApp, type HttpApp } from '../contract/helpers/http-app.js'
import { validator } from '../contract/helpers/contract.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { until } from '../helpers/test-app.js'

const models = 2_000
let upstream: FakeUpstream
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({
    models: Array.from({ length: models }, (_, nr) =>
      exampleModel(`a-${nr % 40}/model-${nr}`, {
        pricing: { prompt: `0.${String(nr).padStart(9, '0')}`, completion: '0' },
      }),
    ),
  })
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url, TRUSTED_PROXIES: '127.0.0.1' }, { shedsLoad: true })
  for (const path of ['/livez', '/api/models/count']) await app.send(path)
})
afterAll(async () => {
  await app?.stop()
  await upstream?.close()
})

/** A response, in the order in which all were read. */
interface Got {
  nr: number
  status: number
  retryAfter: string | undefined
  head: string
  body: string
}

let read = 0

/** Sends all those requests at once over so many connections, and returns the responses of each in order. */
async function flood(connections: readonly (readonly string[])[], address = '192.0.2.1'): Promise<Got[][]> {
  return Promise.all(
    connections.map(async (paths) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
      await once(socket, 'connect')
      const got: Got[] = []
      let rest: Buffer = Buffer.alloc(0)
      const all = new Promise<void>((resolve, reject) => {
        socket
          .on('error', reject)
          .on('close', () => reject(new Error(`closed after ${got.length} of ${paths.length} responses`)))
        socket.on('data', (chunk) => {
          rest = Buffer.concat([rest, chunk])
          for (let found = takeResponse(rest); found !== null; found = takeResponse(rest)) {
            got.push(found.response)
            rest = found.rest
          }
          if (got.length === paths.length) resolve()
        })
      })
      socket.write(
        paths
          .map(
            (path) =>
              `GET ${path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\nX-Forwarded-For: ${address}\r\n\r\n`,
          )
          .join(''),
      )
      await all
      socket.removeAllListeners('close').destroy()
      return got
    }),
  )
}

function takeResponse(bytes: Buffer): { response: Got; rest: Buffer } | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return null
  const head = bytes.toString('latin1', 0, end)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
  if (bytes.length < end + 4 + length) return null
  const body = bytes.toString('utf8', end + 4, end + 4 + length)
  return {
    response: {
      nr: read++,
      status: Number(head.slice(9, 12)),
      retryAfter: /retry-after: (\d+)/i.exec(head)?.[1],
      head,
      body,
    },
    rest: bytes.subarray(end + 4 + length),
  }
}

let requested = 0
/** A path that was never requested before, and takes some milliseconds. */
const unseen = (): string => `/api/facets?q=model+${(requested++).toString(36)}`

const statuses = (responses: Got[][]): number[] => responses.flat().map(({ status }) => status)

describe('a flood of requests that were never made before', () => {
  it('is served as far as there is time, and the rest is shed: each request gets a response', async () => {
    const responses = await flood(Array.from({ length: 40 }, () => Array.from({ length: 100 }, unseen)))
    const found = statuses(responses)
    expect(found).toHaveLength(4_000)
    expect(new Set(found)).toEqual(new Set([200, 503]))
    const problem = validator({ $ref: '#/components/schemas/Problem' })
    for (const { status, retryAfter, head, body } of responses.flat().filter((one) => one.status !== 200)) {
      expect([status, retryAfter]).toEqual([503, '2'])
      expect(head).toMatch(/^Content-Type: application\/problem\+json\r$/m)
      expect(head).toMatch(/^Cache-Control: no-store\r$/m)
      expect(problem.safeParse(JSON.parse(body)).success).toBe(true)
    }
  })

  it('delays no health check and nothing that is cached', async () => {
    const ready = ['/livez', '/api/models/count', '/readyz', '/health', '/api/v1/models/count']
    const responses = await flood(
      Array.from({ length: 40 }, () =>
        Array.from({ length: 100 }, (_, nr) => (nr % 5 === 4 ? ready[((nr - 4) / 5) % ready.length]! : unseen())),
      ),
    )
    expect(statuses(responses)).toContain(503)
    const ofReady = responses.flatMap((got) => got.filter((_, nr) => nr % 5 === 4))
    expect(new Set(ofReady.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('is at the cost of its own address: others are served at once', async () => {
    const heavy = flood(Array.from({ length: 40 }, () => Array.from({ length: 100 }, unseen)))
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, nr) => flood([[unseen(), unseen(), unseen()]], `198.51.100.${nr}`)),
    )
    const ofHeavy = (await heavy).flat()
    expect(others.flatMap(statuses)).toEqual(Array.from({ length: 60 }, () => 200))
    expect(statuses([ofHeavy])).toContain(503)
    const lastOfHeavy = Math.max(...ofHeavy.filter(({ status }) => status === 200).map(({ nr }) => nr))
    expect(Math.max(...others.flat(2).map(({ nr }) => nr))).toBeLessThan(lastOfHeavy)
  })

  it('leaves no trace once it is over', async () => {
    await flood(Array.from({ length: 40 }, () => Array.from({ length: 100 }, unseen)))
    expect(statuses(await flood([[unseen()]]))).toEqual([200])
    for (let nr = 0; nr < 20; nr++) expect((await app.send(unseen())).status).toBe(200)
  })

  it('is logged when it begins, not at each refusal', async () => {
    const overloads: unknown[] = []
    const requests: number[] = []
    app.app.events.on('overload', (event) => overloads.push(event)).on('request', ({ status }) => requests.push(status))
    const found = statuses(await flood(Array.from({ length: 40 }, () => Array.from({ length: 100 }, unseen))))
    expect(overloads.length).toBeLessThanOrEqual(2)
    expect(requests.filter((status) => status === 503)).toEqual([])
    expect(requests.filter((status) => status === 200)).toHaveLength(found.filter((status) => status === 200).length)
  })
})

it('keeps the response cache within its bytes, and the list in it, when flooded with distinct URLs', async () => {
  let nr = 0
  for (let round = 0; round < 100; round++)
    await flood(
      Array.from({ length: 10 }, () => Array.from({ length: 20 }, () => `/api/models/count?max_price=${nr++}`)),
    )
  const { entries, bytes } = await (async () => (await app.send('/health/cache')).json<CacheStats>())()
  expect(nr).toBe(20_000)
  expect(entries).toBeLessThanOrEqual(16 * 1024 + 4) // 16 MB, at 1 KB or more each, and the prebuilt responses
  expect(bytes).toBeLessThanOrEqual(24 * 1024 ** 2)
  for (const path of ['/api/models', '/api/v1/models', '/api/models/count'])
    expect((await app.send(path)).headers['cache-status']).toContain('hit')
})

it('a flood of headers is refused, and the next request served', async () => {
  for (let times = 0; times < 50; times++) {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`GET /api/models HTTP/1.1\r\nHost: x\r\n${`X-${times}: ${'y'.repeat(1_000)}\r\n`.repeat(30)}`)
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 431 /)
    socket.destroy()
  }
  await until(async () => (await app.send('/api/models/count')).status === 200)
})
