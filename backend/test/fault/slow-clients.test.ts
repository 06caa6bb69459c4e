import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../contract/helpers/http-app.js'
import { parseRaw } from '../contract/helpers/http-client.js'
import { startFakeUpstream, exampleModel, type FakeUpstream } from '../helpers/fake-upstream.js'
import { until } from '../helpers/test-app.js'

let upstream: FakeUpstream
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({
    models: Array.from({ length: 400 }, (_, nr) => exampleModel(`a/model-${nr}`, { description: 'x'.repeat(1_000) })),
  })
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
  await app.send('/livez') // loads Express
})
afterAll(async () => {
  await app?.stop()
  await upstream?.close()
})

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Everything received until the server ends the connection. */
async function untilEnded(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => (text += String(chunk)))
  await new Promise((resolve) => socket.once('close', resolve)) // `once` would reject for a reset
  return text
}

/** Sends `text` byte by byte until the server closes the connection. */
function drip(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(
    () => (socket.writable ? socket.write(text[at++ % text.length] ?? '') : clearInterval(timer)),
    200,
  )
  socket.once('close', () => clearInterval(timer))
}

describe.concurrent('slow clients', () => {
  it('that drip their headers get a 408 after 15 to 20 s, without affecting others', async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, open))
    const ended = slow.map(untilEnded)
    for (const socket of slow) drip(socket, 'GET /api/models HTTP/1.1\r\nX-Slow: and so it goes on and on ')
    let served = 0
    const isOver = (): boolean => slow.every((socket) => socket.destroyed)
    while (!isOver()) {
      expect((await app.send('/api/models?limit=1')).status).toBe(200)
      served++
      await new Promise((resolve) => setTimeout(resolve, 100)) // between two requests
    }
    expect(served).toBeGreaterThan(10)
    expect((await Promise.all(ended)).map((text) => parseRaw(text).status)).toEqual(slow.map(() => 408))
  }, 60_000)

  it('that send a huge unread body get their response, and are disconnected', async () => {
    const socket = await open()
    const ended = untilEnded(socket)
    socket.write('GET /api/models/count HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n')
    let sent = 0
    const chunk = Buffer.alloc(65_536)
    const pour = (): void => {
      while (socket.writable && socket.write(chunk)) sent += chunk.length
    }
    socket.on('drain', pour)
    pour()
    expect(parseRaw(await ended).json()).toEqual({ data: { count: 400 } })
    expect(sent).toBeLessThan(10_000_000_000)
  })

  it('that send an endless POST body get a response, and are disconnected', async () => {
    const socket = await open()
    const ended = untilEnded(socket)
    socket.write('POST /api/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n')
    drip(socket, 'x')
    expect(parseRaw(await ended).status).toBe(401)
  })

  it('that request a thousand lists and read none cost little memory', async () => {
    const socket = (await open()).pause()
    const before = process.memoryUsage().arrayBuffers
    for (let nr = 0; nr < 1_000; nr++)
      socket.write(
        `GET /api/models?limit=400&offset=0&min_price=${nr}e-9 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\n\r\n`,
      )
    const { size, limit } = { size: 400 * 1_500, limit: 200 * 1024 ** 2 } // 1,000 such responses are 600 MB
    expect(size * 1_000).toBeGreaterThan(limit * 2)
    for (let turn = 0; turn < 50; turn++) {
      expect((await app.send('/api/models/count')).status).toBe(200)
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(limit)
    }
    socket.destroy()
    await until(async () => (await app.send('/api/models/count')).status === 200)
  })
})
