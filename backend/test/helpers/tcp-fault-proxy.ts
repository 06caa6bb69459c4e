import { once, setMaxListeners } from 'node:events'
import { createServer, Socket, type AddressInfo } from 'node:net'
import { systemClock, type Clock } from '../../src/lib/clock.js'
import { createLane, type LaneOptions } from './tcp-fault-lane.js'

/** A fault of the network to a server. Applies to both directions, and to existing and new connections. */
export type TcpFault =
  | { kind: 'pass' }
  /** Delays everything by `ms`, and by up to `jitterMs` more: the same amounts in each run. */
  | { kind: 'delay'; ms: number; jitterMs?: number }
  /** Bytes per second in each direction of each connection. */
  | { kind: 'rate'; bytesPerSecond: number }
  /** Nothing passes, not even the end of a connection. Data sent in the meantime passes when the fault ends, as with TCP. */
  | { kind: 'blackHole' }
  /** Resets every connection (RST), and each new one at once. */
  | { kind: 'reset' }
  /** Connects, passes so many response bytes on each connection, counted from now on, and then cuts it. */
  | { kind: 'truncate'; afterBytes: number }
  /** Cuts existing connections and does not listen. */
  | { kind: 'refuse' }
  /**
   * Passes data that contains `text` to the server, but loses the response: the connection is then cut, or silent forever. Everything else
   * passes, and so does everything after `times` lost responses. `after`: applies only to connections on which this text was sent before.
   */
  | { kind: 'loseResponseTo'; text: string; after?: string; how: 'cut' | 'silence'; times?: number }

export interface TcpFaultProxy {
  readonly port: number
  /** The target's URL, with the proxy's address in place of the server's. */
  readonly url: string
  set(fault: TcpFault): Promise<void>
  /** Applies one fault after another, each for its time by the clock; the last one stays. */
  play(steps: readonly { fault: TcpFault; ms: number }[], signal?: AbortSignal): Promise<void>
  fault(): TcpFault
  /** Client connections: open now, the maximum at a time since `resetMax`, and the total so far. */
  connections(): { open: number; max: number; total: number }
  resetMax(): void
  /** How many responses `loseResponseTo` has lost since it was set. */
  lost(): number
  close(): Promise<void>
}

export interface TcpFaultProxyOptions {
  clock?: Clock
  /** In [0, 1), for jitter; default: a fixed sequence. */
  random?: () => number
}

/** Listens on a port of 127.0.0.1, which it keeps, and forwards to `host:port` of `target`. */
export async function startTcpFaultProxy(target: string, options: TcpFaultProxyOptions = {}): Promise<TcpFaultProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const faults = createFaultState(options.clock ?? systemClock, options.random ?? fixedSequence())
  const pairs = new Set<Pair>()
  const count = { open: 0, max: 0, total: 0 }
  const server = createServer({ allowHalfOpen: true }, (client) => {
    count.total += 1
    count.open += 1
    let connected = true
    count.max = Math.max(count.max, count.open)
    // From the client's view: it has closed, even if the server has not noticed yet.
    const left = (): void => {
      if (connected) count.open -= 1
      connected = false
    }
    client.once('end', left).once('close', left)
    const pair = openPair(client, { host: hostname, port: Number(targetPort) }, faults, () => pairs.delete(pair))
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
    faults.set(fault)
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
        await faults.clock.sleep(ms, signal)
      }
    },
    fault: () => faults.fault,
    connections: () => ({ ...count }),
    resetMax: () => {
      count.max = count.open
    },
    lost: () => faults.lost,
    close: async () => {
      faults.set({ kind: 'refuse' })
      await stopListening()
    },
  }
}

/** The current fault, and a signal for its change. */
export interface FaultState {
  readonly clock: Clock
  readonly random: () => number
  fault: TcpFault
  /** Aborted when the fault changes. */
  changed: AbortSignal
  /** Responses lost since the fault was set. */
  lost: number
  set(fault: TcpFault): void
  untilChanged(): Promise<void>
}

function createFaultState(clock: Clock, random: () => number): FaultState {
  const open = (): AbortController => {
    const made = new AbortController()
    setMaxListeners(0, made.signal) // every delayed chunk has a listener
    return made
  }
  let controller = open()
  return {
    clock,
    random,
    fault: { kind: 'pass' },
    changed: controller.signal,
    lost: 0,
    set(fault) {
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
  /** Excludes the bytes that passed before from the count. */
  startCounting(): void
}

/** A client's connection and the proxy's connection to the server, joined by one lane per direction. */
function openPair(
  client: Socket,
  target: { host: string; port: number },
  faults: FaultState,
  onGone: () => void,
): Pair {
  const state: LaneOptions['state'] = { responseBytes: 0, losing: null, resetting: false }
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
  const toServer = createLane(client, upstream, faults, { direction: 'request', state, cut })
  const toClient = createLane(upstream, client, faults, { direction: 'response', state, cut })
  // An unreachable server appears as a reset; any other end passes through the lanes.
  upstream.once('error', () => upstream.pending && resetSocket(client))
  const join = async (): Promise<void> => {
    toServer.start()
    while (faults.fault.kind === 'blackHole') await faults.untilChanged()
    if (client.destroyed) upstream.destroy()
    else {
      upstream.connect(target)
      toClient.start()
    }
  }
  if (faults.fault.kind === 'reset') reset()
  else void join()
  return {
    cut,
    reset,
    startCounting: () => {
      state.responseBytes = 0
    },
  }
}

/**
 * Node shuts a socket down before it resets it, and leaves the socket open forever if both happen at once. So a socket that is being
 * shut down is destroyed instead of reset.
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
