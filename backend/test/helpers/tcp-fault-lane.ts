import type { Socket } from 'node:net'
import type { FaultState } from './tcp-fault-proxy.js'

/** One direction of a connection. Data waits in a queue, and each chunk passes as the current fault permits. */
export interface Lane {
  start(): void
}

export interface LaneOptions {
  direction: 'request' | 'response'
  /** Shared by both directions: response bytes passed so far, and whether a response was lost, after which nothing passes. */
  state: { responseBytes: number; losing: null | 'cut' | 'silence'; resetting: boolean; hasSeenAfter?: boolean }
  cut: () => void
}

type Chunk = { bytes: Buffer; at: number; late: number } | { end: 'end' | 'close'; at: number; late: number }

/** With more than this in the queue, the sender is paused. */
const maxQueuedBytes = 1024 ** 2
const chunksPerSecond = 20

export function createLane(from: Socket, to: Socket, faults: FaultState, { direction, state, cut }: LaneOptions): Lane {
  const queue: Chunk[] = []
  let waiting = 0
  let wake = (): void => {}

  function arrive(chunk: { bytes: Buffer } | { end: 'end' | 'close' }): void {
    queue.push({ ...chunk, at: faults.clock.now(), late: faults.random() })
    if ('bytes' in chunk) waiting += chunk.bytes.length
    if (waiting > maxQueuedBytes) from.pause()
    wake()
  }

  async function next(): Promise<Chunk> {
    while (queue.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return queue[0]!
  }

  /** Resolves after `ms`, or when the fault changes: then the caller must check the new fault. */
  async function pause(ms: number): Promise<'over' | 'changed'> {
    return faults.clock.sleep(ms, faults.changed).then(
      () => 'over' as const,
      () => 'changed' as const,
    )
  }

  function write(bytes: Buffer): void {
    if (direction === 'response') state.responseBytes += bytes.length
    if (to.writable) to.write(bytes)
  }

  /** Passes what the current fault permits, and returns the rest. */
  async function pass(bytes: Buffer, chunk: Chunk): Promise<Buffer> {
    const nothing = bytes.subarray(bytes.length)
    const { fault } = faults
    if (state.losing) return nothing
    switch (fault.kind) {
      case 'pass':
      case 'reset':
      case 'refuse':
        write(bytes)
        return nothing
      case 'blackHole':
        await faults.untilChanged()
        return bytes
      case 'delay': {
        const left = chunk.at + fault.ms + chunk.late * (fault.jitterMs ?? 0) - faults.clock.now()
        if (left > 0 && (await pause(left)) === 'changed') return bytes
        write(bytes)
        return nothing
      }
      case 'rate': {
        const some = bytes.subarray(0, Math.max(1, Math.floor(fault.bytesPerSecond / chunksPerSecond)))
        if ((await pause((some.length / fault.bytesPerSecond) * 1000)) === 'changed') return bytes
        write(some)
        return bytes.subarray(some.length)
      }
      case 'truncate': {
        if (direction === 'request') write(bytes)
        else {
          write(bytes.subarray(0, Math.max(0, fault.afterBytes - state.responseBytes)))
          if (state.responseBytes >= fault.afterBytes) to.end(cut)
        }
        return nothing
      }
      case 'loseResponseTo': {
        write(bytes)
        if (direction === 'request' && fault.after !== undefined && bytes.includes(fault.after))
          state.hasSeenAfter = true
        if (
          direction === 'request' &&
          (fault.after === undefined || state.hasSeenAfter === true) &&
          faults.lost < (fault.times ?? Infinity) &&
          bytes.includes(fault.text)
        ) {
          state.losing = fault.how
          faults.lost += 1
        }
        return nothing
      }
    }
  }

  async function finish(chunk: Chunk & { end: 'end' | 'close' }): Promise<void> {
    for (;;) {
      const { fault } = faults
      if (fault.kind === 'blackHole') await faults.untilChanged()
      else if (fault.kind === 'delay' && chunk.at + fault.ms > faults.clock.now())
        await pause(chunk.at + fault.ms - faults.clock.now())
      else break
    }
    if (state.resetting) return
    if (chunk.end === 'end') to.end()
    else to.destroy()
  }

  async function run(): Promise<void> {
    for (;;) {
      const chunk = await next()
      if ('end' in chunk) {
        await finish(chunk)
        if (chunk.end === 'close') return
      } else {
        let left = chunk.bytes
        while (left.length > 0 && !to.destroyed) left = await pass(left, chunk)
        waiting -= chunk.bytes.length
        if (waiting <= maxQueuedBytes) from.resume()
      }
      queue.shift()
    }
  }

  return {
    start: () => {
      from.on('data', (bytes) => {
        if (state.losing === 'cut' && direction === 'response') return cut()
        arrive({ bytes })
      })
      from.on('end', () => arrive({ end: 'end' }))
      from.on('close', () => arrive({ end: 'close' }))
      from.resume()
      void run()
    },
  }
}
