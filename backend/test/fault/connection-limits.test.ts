import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createConnectionLimits, type LimitOptions } from '../../src/http/limits/connection-limits.js'
import { maxOpenConnections } from '../../src/http/limits/descriptor-limit.js'
import { createFakeClock } from '../helpers/fake-clock.js'
import { until } from '../helpers/test-app.js'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A server with these limits, a fake clock, and the connections that it has accepted. */
async function serve(
  options: Partial<LimitOptions>,
  listener: RequestListener,
  shared: () => Buffer | undefined = () => undefined,
) {
  const clock = createFakeClock()
  const limits = createConnectionLimits({ clock, ...options })
  const taken: Socket[] = []
  const server: Server = createServer((req, res) => {
    limits.noteRequest(req, res)
    listener(req, res)
    limits.noteWritten(res, shared())
  })
  server.on('connection', (socket) => taken.push(socket))
  limits.watch(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const clients: Socket[] = []
  ends.push(() => {
    for (const client of clients) client.destroy()
    server.closeAllConnections()
    server.close()
  })
  const open = async (): Promise<Socket> => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    client.on('error', () => {})
    clients.push(client)
    await Promise.all([once(client, 'connect'), once(server, 'connection')])
    return client
  }
  const send = async (client: Socket, path: string): Promise<void> => {
    client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(server, 'request')
  }
  return { clock, limits, taken, open, send, openNow: () => taken.filter((socket) => !socket.destroyed).length }
}

it('closes the connection that has been idle longest for a new one', async () => {
  const { open, send, taken, clock } = await serve({ maxConnections: 3 }, (_req, res) => res.end('ok'))
  const [first] = [await open(), await open(), await open()]
  await clock.advance(1_000)
  await send(first, '/')
  await once(first, 'data')
  await open()
  expect(taken.map((socket) => socket.destroyed)).toEqual([false, true, false, false])
  await open()
  expect(taken.map((socket) => socket.destroyed)).toEqual([false, true, true, false, false])
  await open()
  expect(taken.map((socket) => socket.destroyed)).toEqual([true, true, true, false, false, false])
})

it('rejects a new connection if all others have a request in progress', async () => {
  const { open, send, taken, openNow } = await serve({ maxConnections: 2 }, () => {})
  for (const client of [await open(), await open()]) await send(client, '/')
  await open()
  expect(taken.map((socket) => socket.destroyed)).toEqual([false, false, true])
  await until(() => openNow() === 2)
})

const large = Buffer.alloc(16 * 1024 ** 2)

it('closes a connection that does not read its response for two minutes', async () => {
  const { open, send, clock, taken } = await serve({}, (_req, res) => res.end(large))
  const client = (await open()).pause()
  await send(client, '/')
  await clock.advance(119_999)
  expect(taken[0]?.destroyed).toBe(false)
  await clock.advance(1)
  expect(taken[0]?.destroyed).toBe(true)
})

it('does not close a connection that reads', async () => {
  const { open, send, clock, taken } = await serve({}, (_req, res) => res.end(large))
  const client = await open()
  let bytes = 0
  client.on('data', (chunk) => (bytes += chunk.length))
  await send(client, '/')
  await until(() => bytes > large.length)
  await clock.advance(600_000)
  expect([taken[0]?.destroyed, clock.pending()]).toEqual([false, 0])
})

it('bounds the bytes for clients that do not read, and closes the oldest of them first', async () => {
  const { open, send, taken } = await serve({ maxUnreadBytes: 40 * 1024 ** 2 }, (_req, res) => res.end(large))
  for (let nr = 0; nr < 8; nr++) {
    const client = (await open()).pause()
    await send(client, '/')
    const kept = taken.filter((socket) => !socket.destroyed).map((socket) => socket.writableLength)
    expect(kept.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(40 * 1024 ** 2)
  }
  const cut = taken.map((socket) => socket.destroyed)
  expect(cut.lastIndexOf(true)).toBe(cut.indexOf(false) - 1)
  expect([cut[0], cut.at(-1)]).toEqual([true, false])
})

it('counts a shared body once: several slow readers of one list cost as much as one', async () => {
  const { open, send, taken } = await serve(
    { maxUnreadBytes: large.length + 1024 ** 2 },
    (_req, res) => res.end(large),
    () => large,
  )
  const clients = await Promise.all(Array.from({ length: 8 }, async () => (await open()).pause()))
  for (const client of clients) await send(client, '/')
  expect(taken.filter((socket) => socket.destroyed)).toEqual([])
  const read = await Promise.all(clients.map((client) => bytesOf(client, large.length)))
  expect(read.every((bytes) => bytes > large.length)).toBe(true)
})

async function bytesOf(client: Socket, atLeast: number): Promise<number> {
  let bytes = 0
  client.on('data', (chunk) => (bytes += chunk.length)).resume()
  await until(() => bytes > atLeast)
  return bytes
}

it('stops counting a shared body after its last reader', async () => {
  let body = large
  const { open, send, taken } = await serve(
    { maxUnreadBytes: large.length + 1024 ** 2 },
    (_req, res) => res.end((body = Buffer.from(large))),
    () => body,
  )
  for (let nr = 0; nr < 4; nr++) {
    const client = (await open()).pause()
    await send(client, '/')
    expect(taken[nr]?.destroyed).toBe(false)
    client.destroy()
    await until(() => taken[nr]!.destroyed)
  }
})

it('does not count the bytes that a stream reader has received', async () => {
  const clock = createFakeClock()
  const limits = createConnectionLimits({ clock, maxUnreadBytes: 2 * large.length })
  const streams: ServerResponse[] = []
  const server = createServer((req, res) => {
    limits.noteRequest(req, res)
    res.write(large)
    limits.noteWritten(res)
    res.once('drain', () => limits.noteWritten(res))
    streams.push(res)
  })
  limits.watch(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  for (let nr = 0; nr < 4; nr++) {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    ends.push(() => client.destroy())
    await bytesOf(client, large.length)
    await until(() => streams[nr]?.writableLength === 0)
  }
  expect(streams.map(({ destroyed }) => destroyed)).toEqual([false, false, false, false])
  ends.push(() => server.close())
})

it('counts pipelined responses, until the connection is closed', async () => {
  const { open, taken, clock } = await serve({ maxUnreadBytes: 100 * 1024 ** 2 }, (_req, res) => res.end(large))
  const client = (await open()).pause()
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20))
  await until(() => taken[0]?.destroyed ?? false)
  await until(() => clock.pending() === 0)
  expect(taken).toHaveLength(1)
})

it('discards a body after the response for a second, and then closes the connection', async () => {
  const { open, clock, taken } = await serve({}, (_req, res) => res.end('done'))
  const client = await open()
  client.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nthe beginning')
  expect(String((await once(client, 'data'))[0])).toContain('done')
  await until(() => clock.pending() === 1)
  await clock.advance(999)
  expect(taken[0]?.destroyed).toBe(false)
  await clock.advance(1)
  expect(taken[0]?.destroyed).toBe(true)
})

it('keeps a connection whose request body is complete', async () => {
  const { open, clock, taken } = await serve({}, (_req, res) => res.end('done'))
  const client = await open()
  client.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello')
  await once(client, 'data')
  await clock.advance(10_000)
  expect(taken[0]?.destroyed).toBe(false)
})

it('leaves descriptors for other purposes', async () => {
  expect(await maxOpenConnections('/nowhere')).toBe(16_384)
  expect(await maxOpenConnections()).toBeGreaterThan(255)
})
