import { once, setMaxListeners } from 'node:events'
import { createServer, Socket, type AddressInfo } from 'node:net'
import { systemClock, type Clock } from '../../src/lib/clock.js'
import { createLane, type LaneOptions } from './tcp-fault-lane.js'

/** What can be wrong with the way to a server. It holds for both directions, for connections that are open and for those that come. */
export type TcpFault =
  | { kind: 'pass' }
  /** Everything comes later by so much, and by up to `jitterMs` more: the same amounts in each run. */
  | { kind: 'delay'; ms: number; jitterMs?: number }
  /** So many bytes a second in each direction of each connection. */
  | { kind: 'rate'; bytesPerSecond: number }
  /** Nothing comes through, not even that the other side has hung up. What was sent meanwhile comes when it is over, as TCP would have it. */
  | { kind: 'blackHole' }
  /** Resets every connection (RST), and each that comes as soon as it has come. */
  | { kind: 'reset' }
  /** Connects, lets so many bytes of answers through on each connection, counted from now on, and cuts it. */
  | { kind: 'truncate'; afterBytes: number }
  /** Cuts what is open and listens no longer. */
  | { kind: 'refuse' }
  /**
   * What a connection sends with `text` in it arrives; what is answered to it does not: the connection is cut then, or silent for
   * ever. Everything else passes, and everything once `times` answers have been lost. `after`: only where that had been sent on the
   * connection before.
   */
  | { kind: 'loseResponseTo'; text: string; after?: string; how: 'cut' | 'silence'; times?: number }

export interface TcpFaultProxy {
  readonly port: number
  /** The URL that it was started for, with this proxy's address in the place of the server's. */
  readonly url: string
  set(fault: TcpFault): Promise<void>
  /** One fault after another, each for its time by the clock; the last one stays. */
  play(steps: readonly { fault: TcpFault; ms: number }[], signal?: AbortSignal): Promise<void>
  fault(): TcpFault
  /** Connections from clients: open now, the most at any one time since `resetMax`, and all that were ever made. */
  connections(): { open: number; most: number; made: number }
  resetMax(): void
  /** How many answers `loseResponseTo` has lost since it was set. */
  lost(): number
  close(): Promise<void>
}

export interface TcpFaultProxyOptions {
  clock?: Clock
  /** In [0, 1), for jitter; a fixed sequence unless given. */
  random?: () => number
}

/** Stands between a program and the server at `host:port` of `target`, on a port of 127.0.0.1 that stays its own. */
export async function startTcpFaultProxy(target: string, options: TcpFaultProxyOptions = {}): Promise<TcpFaultProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const weather = createWeather(options.clock ?? systemClock, options.random ?? fixedSequence())
  const pairs = new Set<Pair>()
  const count = { open: 0, most: 0, made: 0 }
  const server = createServer({ allowHalfOpen: true }, (client) => {
    count.made += 1
    count.open += 1
    let here = true
    count.most = Math.max(count.most, count.open)
    // The client's own view: it has closed, even where the server has not heard of it yet.
    const left = (): void => {
      if (here) count.open -= 1
      here = false
    }
    client.once('end', left).once('close', left)
    const pair = openPair(client, { host: hostname, port: Number(targetPort) }, weather, () => pairs.delete(pair))
    pairs.add(pair)
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const stopListening = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const pair of pairs) pair.cut()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const set = async (fault: TcpFault): Promise<void> => {
    for (const pair of pairs) pair.startCounting()
    weather.become(fault)
    if (fault.kind === 'refuse') return stopListening()
    if (fault.kind === 'reset') for (const pair of pairs) pair.reset()
    if (!server.listening) await listen(port)
  }
  return {
    port,
    url: Object.assign(new URL(target), { host: `127.0.0.1:${port}` }).href,
    set,
    play: async (steps, signal) => {
      for (const { fault, ms } of steps) {
        await set(fault)
        await weather.clock.sleep(ms, signal)
      }
    },
    fault: () => weather.fault,
    connections: () => ({ ...count }),
    resetMax: () => {
      count.most = count.open
    },
    lost: () => weather.lost,
    close: async () => {
      weather.become({ kind: 'refuse' })
      await stopListening()
    },
  }
}

/** The fault that holds now, and how to hear that another does. */
export interface Weather {
  readonly clock: Clock
  readonly random: () => number
  fault: TcpFault
  /** Aborted when the fault changes. */
  changed: AbortSignal
  /** Answers lost since the fault was set. */
  lost: number
  become(fault: TcpFault): void
  untilChanged(): Promise<void>
}

function createWeather(clock: Clock, random: () => number): Weather {
  const open = (): AbortController => {
    const made = new AbortController()
    setMaxListeners(0, made.signal) // every piece that is held up listens
    return made
  }
  let controller = open()
  return {
    clock,
    random,
    fault: { kind: 'pass' },
    changed: controller.signal,
    lost: 0,
    become(fault) {
      const before = controller
      controller = open()
      Object.assign(this, { fault, changed: controller.signal, lost: 0 })
      before.abort(new Error('the fault has changed'))
    },
    untilChanged() {
      const { changed } = this
      return new Promise((resolve) => changed.addEventListener('abort', () => resolve(), { once: true }))
    },
  }
}

interface Pair {
  cut(): void
  reset(): void
  /** Bytes that were let through before count no more. */
  startCounting(): void
}

/** A client's connection and ours to the server for it, joined by a lane each way. */
function openPair(client: Socket, target: { host: string; port: number }, weather: Weather, onGone: () => void): Pair {
  const state: LaneOptions['state'] = { answered: 0, losing: null, resetting: false }
  const upstream = new Socket({ allowHalfOpen: true })
  let open = 2
  for (const socket of [client, upstream]) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.once('close', () => {
      open -= 1
      if (open === 0) onGone()
    })
  }
  const cut = (): void => {
    if (state.resetting) return
    client.destroy()
    upstream.destroy()
  }
  const reset = (): void => {
    state.resetting = true
    resetSocket(client)
    resetSocket(upstream)
  }
  const toServer = createLane(client, upstream, weather, { direction: 'request', state, cut })
  const toClient = createLane(upstream, client, weather, { direction: 'response', state, cut })
  // A server that cannot be reached refuses; any other end is heard of in its turn.
  upstream.once('error', () => upstream.pending && resetSocket(client))
  const join = async (): Promise<void> => {
    toServer.start()
    while (weather.fault.kind === 'blackHole') await weather.untilChanged()
    if (client.destroyed) upstream.destroy()
    else {
      upstream.connect(target)
      toClient.start()
    }
  }
  if (weather.fault.kind === 'reset') reset()
  else void join()
  return {
    cut,
    reset,
    startCounting: () => {
      state.answered = 0
    },
  }
}

/**
 * Node shuts a socket down before it resets it, and leaves it open for ever where the two meet: what is being shut down is not reset,
 * and what is being reset is left alone.
 */
function resetSocket(socket: Socket): void {
  if (socket.writableEnded || socket.destroyed) socket.destroy()
  else socket.resetAndDestroy()
}

/** The same numbers in each run (mulberry32). */
function fixedSequence(seed = 1): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
