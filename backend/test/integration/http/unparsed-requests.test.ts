import { once } from 'node:events'
import { createServer } from 'node:http'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEntry } from '../../../src/http/entry.js'
import { createResponseCache } from '../../../src/http/response-cache.js'
import { createHttpServer } from '../../../src/http/server.js'
import { createUnparsedRequests } from '../../../src/http/unparsed-requests.js'
import { createBrokenContext } from '../../contract/helpers/broken-server.js'
import { listen } from '../../contract/helpers/http-app.js'
import { comparable, openRaw, requestText as get } from '../../contract/helpers/raw-connection.js'

it('is asked for what the parser would have read, whatever its target consists of', async () => {
  const [read, passed]: [string[], string[]] = [[], []]
  const unparsed = createUnparsedRequests(({ url }, socket) => {
    passed.push(url)
    return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  const server = createServer((req, res) => {
    read.push(req.url!)
    unparsed.noteRequest(req, res)
    unparsed.noteReady()
    res.end()
  })
  unparsed.watch(server)
  const url = await listen(server)
  const characters = Array.from({ length: 0x7e - 0x20 }, (_, at) => String.fromCharCode(0x21 + at)).filter(
    (character) => character !== '#',
  )
  const known = await openRaw(url)
  await known.ask(get('/'))
  read.pop()
  const target = fc.string({ unit: fc.constantFrom(...characters) }).map((text) => `/${text}`)
  const targets = [`/${characters.join('')}`, ...fc.sample(target, 200)]
  for (const one of targets) {
    const first = await openRaw(url)
    await first.ask(get(one))
    await known.ask(get(one))
    first.close()
  }
  expect([read, passed]).toEqual([targets, targets])
  known.close()
  server.close()
})

it('is not parsed where there is no time for it, and refused all the same', async () => {
  const { ctx } = createBrokenContext()
  let worked = 0
  let read = 0
  const current = (): never => {
    const until = performance.now() + 2 // so that the next who asks is told of the time that it took
    while (performance.now() < until);
    throw new Error('broken')
  }
  const server = createHttpServer({
    ...ctx,
    snapshots: { ...ctx.snapshots, current },
    workedMs: () => (worked += 1_000),
  }) // whatever is read beside another is too much
  server.on('request', () => void read++)
  const url = await listen(server)
  const clients = await Promise.all(Array.from({ length: 20 }, () => openRaw(url)))
  const refusals = async (headers: Record<string, string> = {}) =>
    (await Promise.all(clients.map(async (one, at) => one.ask(get(`/${at}`, headers))))).filter(
      ({ status }) => status === 503,
    )
  await refusals()
  await refusals()
  const [whenParsed] = await refusals({ Cookie: 'always=parsed' })
  read = 0
  const refused = await refusals()
  expect([refused.length > 10, read <= 2 * (clients.length - refused.length)]).toEqual([true, true]) // each turn takes one on, and parses the first that it refuses
  expect(refused.map(({ raw }) => comparable(raw))).toEqual(refused.map(() => comparable(whenParsed!.raw)))
  expect(refused.map((one) => [one.headers['retry-after'], one.text()])).toEqual(
    refused.map(() => ['2', whenParsed!.text()]),
  )
  for (const one of clients) one.close()
  server.close()
})

it('is answered on the usual way where the short one is broken', async () => {
  const { ctx } = createBrokenContext()
  let tried = 0
  const writeReady = (): never => {
    tried++
    throw new Error('broken')
  }
  const entry = createEntry('"usual"', null)
  const server = createHttpServer({
    ...ctx,
    snapshots: { ...ctx.snapshots, state: () => 'fresh' },
    cache: Object.assign(createResponseCache(0), { get: () => entry, peek: () => entry }),
    writer: { ...ctx.writer, writeReady, writeEntry: (_req, res) => void res.end('"usual"') },
  })
  const own = await openRaw(await listen(server))
  for (let asked = 0; asked < 3; asked++) expect((await own.ask(get('/'))).text()).toContain('usual')
  expect(tried).toBe(2)
  own.close()
  server.close()
})

it('cuts the connection where something goes wrong after it began to write, and answers nothing twice', async () => {
  const { ctx, events } = createBrokenContext()
  const told: unknown[] = []
  events.on('trouble', ({ what }) => told.push(what))
  const entry = createEntry('"usual"', null)
  const server = createHttpServer({
    ...ctx,
    snapshots: { ...ctx.snapshots, state: () => 'fresh' },
    cache: Object.assign(createResponseCache(0), { get: () => entry, peek: () => entry }),
    writer: {
      ...ctx.writer,
      writeReady: (_asked, socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        throw new Error('broken')
      },
    },
  })
  const own = await openRaw(await listen(server))
  expect((await own.ask(get('/'))).text()).toContain('usual')
  let rest = ''
  own.socket.on('data', (piece) => (rest += String(piece)))
  own.socket.write(get('/'))
  await once(own.socket, 'close')
  expect([told, rest.replace('HTTP/1.1 200 OK\r\n', '')]).toEqual([['request_failed'], ''])
  server.close()
})
