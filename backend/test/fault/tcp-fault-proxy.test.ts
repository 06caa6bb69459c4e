import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock } from '../helpers/fake-clock.js'
import { startTcpFaultProxy, type TcpFaultProxy, type TcpFaultProxyOptions } from '../helpers/tcp-fault-proxy.js'
import { until } from '../helpers/test-app.js'

/** An echo server. */
const server = createServer((socket) => {
  socket.on('error', () => {}).pipe(socket)
  sockets.push(socket)
})
const sockets: Socket[] = []
const open: { close(): Promise<void> }[] = []
let target = ''

beforeEach(async () => {
  sockets.length = 0
  await once(server.listen(0, '127.0.0.1'), 'listening')
  target = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

async function proxyTo(options?: TcpFaultProxyOptions): Promise<TcpFaultProxy> {
  const proxy = await startTcpFaultProxy(target, options)
  open.push(proxy)
  return proxy
}

interface TestClient {
  socket: Socket
  received(): string
  /** `end`, or the code of an error. */
  ended: Promise<string>
}

async function connectClient(proxy: TcpFaultProxy): Promise<TestClient> {
  const socket = connect(proxy.port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  const ended = new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('close', () => resolve('end'))
  })
  open.unshift({
    close: async () => {
      socket.destroy()
      await ended
    },
  })
  await once(socket, 'connect')
  return { socket, received: () => text, ended }
}

describe('the TCP fault proxy', () => {
  test('passes data and the end of a connection', async () => {
    const proxy = await proxyTo()
    const client = await connectClient(proxy)
    client.socket.end('all of it'.repeat(100_000))
    expect(await client.ended).toBe('end')
    expect(client.received() === 'all of it'.repeat(100_000)).toBe(true)
    await until(() => proxy.connections().open === 0)
    expect(proxy.connections()).toEqual({ open: 0, max: 1, total: 1 })
  })

  test('delays each direction by the clock, with reproducible jitter', async () => {
    const clock = createFakeClock()
    const proxy = await proxyTo({ clock })
    await proxy.set({ kind: 'delay', ms: 1000, jitterMs: 500 })
    const client = await connectClient(proxy)
    client.socket.write('late')
    await until(() => clock.pending() > 0)
    const [due = 0] = clock.dues()
    expect(due - clock.now()).toBeCloseTo(1313.6, 0)
    await clock.advance(1499)
    await until(() => clock.pending() > 0) // the response is on its way
    expect(client.received()).toBe('')
    await clock.advance(1499)
    await until(() => client.received() === 'late')
  })

  test('limits the rate, and passes the rest when the fault ends', async () => {
    const clock = createFakeClock()
    const proxy = await proxyTo({ clock })
    await proxy.set({ kind: 'rate', bytesPerSecond: 1000 })
    const client = await connectClient(proxy)
    client.socket.write('x'.repeat(5000))
    for (let steps = 0; steps < 20; steps++) {
      await until(() => clock.pending() > 0)
      await clock.advance(50)
    }
    await until(() => clock.pending() > 0)
    expect(client.received().length).toBeLessThanOrEqual(1000)
    await proxy.set({ kind: 'pass' })
    await until(() => client.received().length === 5000)
  })

  test('passes nothing as a black hole, and everything when the fault ends', async () => {
    const proxy = await proxyTo()
    const before = await connectClient(proxy)
    before.socket.write('1')
    await until(() => before.received() === '1')
    await proxy.set({ kind: 'blackHole' })
    before.socket.write('2')
    const during = await connectClient(proxy)
    during.socket.write('3')
    before.socket.write('4')
    expect(sockets).toHaveLength(1) // the second connection has not reached the server
    await proxy.set({ kind: 'pass' })
    await until(() => before.received() === '124' && during.received() === '3')
  })

  test('does not pass the end of a client as a black hole', async () => {
    const proxy = await proxyTo()
    const client = await connectClient(proxy)
    client.socket.write('1')
    await until(() => client.received() === '1')
    await proxy.set({ kind: 'blackHole' })
    client.socket.destroy()
    await until(() => proxy.connections().open === 0)
    expect(sockets[0]?.destroyed).toBe(false)
    await proxy.set({ kind: 'pass' })
    await until(() => sockets[0]?.destroyed === true)
  })

  test('resets existing and new connections', async () => {
    const proxy = await proxyTo()
    const client = await connectClient(proxy)
    await proxy.set({ kind: 'reset' })
    expect(await client.ended).toBe('ECONNRESET')
    const next = connect(proxy.port, '127.0.0.1')
    const [error] = (await once(next, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNRESET')
  })

  test('leaves no connection open when it resets ending and starting ones', async () => {
    const proxy = await proxyTo()
    for (let round = 0; round < 20; round++) {
      const clients = await Promise.all([connectClient(proxy), connectClient(proxy), connectClient(proxy)])
      await until(() => sockets.length >= 3)
      sockets[0]?.end()
      sockets[1]?.destroy()
      clients[2].socket.end()
      const late = connect(proxy.port, '127.0.0.1').on('error', () => {})
      for (let turns = 0; turns < round % 5; turns++) await new Promise((resolve) => setImmediate(resolve))
      await proxy.set({ kind: 'reset' })
      await Promise.all(clients.map(({ ended }) => ended))
      await until(() => proxy.connections().open === 0 && late.closed)
      await until(() => sockets.every((socket) => socket.destroyed))
      sockets.length = 0
      await proxy.set({ kind: 'pass' })
    }
    expect(proxy.connections().open).toBe(0)
  })

  test('cuts a connection after a number of response bytes', async () => {
    const proxy = await proxyTo()
    await proxy.set({ kind: 'truncate', afterBytes: 7 })
    const client = await connectClient(proxy)
    client.socket.write('0123456789')
    expect(await client.ended).toBe('end')
    expect(client.received()).toBe('0123456')
  })

  test('refuses, and listens on the same port again', async () => {
    const proxy = await proxyTo()
    const client = await connectClient(proxy)
    await proxy.set({ kind: 'refuse' })
    expect(await client.ended).toBe('end')
    const refused = connect(proxy.port, '127.0.0.1')
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
    await proxy.set({ kind: 'pass' })
    const again = await connectClient(proxy)
    again.socket.write('hello')
    await until(() => again.received() === 'hello')
  })

  test.each(['cut', 'silence'] as const)('loses the response to one request, but not the request (%s)', async (how) => {
    const proxy = await proxyTo()
    const client = await connectClient(proxy)
    await proxy.set({ kind: 'loseResponseTo', text: 'COMMIT', how, times: 1 })
    client.socket.write('BEGIN')
    await until(() => client.received() === 'BEGIN')
    const arrived = once(sockets[0]!, 'data')
    client.socket.write('COMMIT')
    expect(String((await arrived)[0])).toBe('COMMIT')
    await until(() => client.socket.destroyed === (how === 'cut'))
    expect(client.received()).toBe('BEGIN')
    expect(proxy.lost()).toBe(1)
    const next = await connectClient(proxy)
    next.socket.write('COMMIT')
    await until(() => next.received() === 'COMMIT')
  })

  test('plays a script of faults', async () => {
    const clock = createFakeClock()
    const proxy = await proxyTo({ clock })
    const played = proxy.play([
      { fault: { kind: 'blackHole' }, ms: 5000 },
      { fault: { kind: 'pass' }, ms: 1000 },
      { fault: { kind: 'refuse' }, ms: 10 },
    ])
    const seen = []
    for (const ms of [5000, 1000, 10]) {
      await until(() => clock.pending() > 0)
      seen.push(proxy.fault().kind)
      await clock.advance(ms)
    }
    await played
    expect(seen).toEqual(['blackHole', 'pass', 'refuse'])
  })

  test('refuses connections if the server does', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as AddressInfo
    closed.close()
    await once(closed, 'close')
    const proxy = await startTcpFaultProxy(`tcp://127.0.0.1:${port}`)
    open.push(proxy)
    expect(await (await connectClient(proxy)).ended).toBe('ECONNRESET')
  })
})
