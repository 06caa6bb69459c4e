import type { Socket } from 'node:net'
import type { Weather } from './tcp-fault-proxy.js'

/** One direction of a connection: what comes in waits in line, and each piece passes as the fault of the moment lets it. */
export interface Lane {
  start(): void
}

export interface LaneOptions {
  direction: 'request' | 'response'
  /** Shared by both directions of a connection: bytes of answers let through, and whether one was lost, after which nothing can pass. */
  state: { answered: number; losing: null | 'cut' | 'silence'; resetting: boolean; hasSaid?: boolean }
  cut: () => void
}

type Piece = { bytes: Buffer; at: number; late: number } | { end: 'end' | 'close'; at: number; late: number }

/** More than this in line, and the sender has to wait. */
const inLineBytes = 1024 ** 2
const piecesASecond = 20

export function createLane(from: Socket, to: Socket, weather: Weather, { direction, state, cut }: LaneOptions): Lane {
  const line: Piece[] = []
  let waiting = 0
  let wake = (): void => {}

  function arrive(piece: { bytes: Buffer } | { end: 'end' | 'close' }): void {
    line.push({ ...piece, at: weather.clock.now(), late: weather.random() })
    if ('bytes' in piece) waiting += piece.bytes.length
    if (waiting > inLineBytes) from.pause()
    wake()
  }

  async function next(): Promise<Piece> {
    while (line.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return line[0]!
  }

  /** Resolves after `ms`, or when another fault holds: then what it means has to be looked at again. */
  async function pause(ms: number): Promise<'over' | 'changed'> {
    return weather.clock.sleep(ms, weather.changed).then(
      () => 'over' as const,
      () => 'changed' as const,
    )
  }

  function write(bytes: Buffer): void {
    if (direction === 'response') state.answered += bytes.length
    if (to.writable) to.write(bytes)
  }

  /** Lets through what may pass now, and returns what is left of it; it is asked again with that. */
  async function pass(bytes: Buffer, piece: Piece): Promise<Buffer> {
    const nothing = bytes.subarray(bytes.length)
    const { fault } = weather
    if (state.losing) return nothing
    switch (fault.kind) {
      case 'pass':
      case 'reset':
      case 'refuse':
        write(bytes)
        return nothing
      case 'blackHole':
        await weather.untilChanged()
        return bytes
      case 'delay': {
        const left = piece.at + fault.ms + piece.late * (fault.jitterMs ?? 0) - weather.clock.now()
        if (left > 0 && (await pause(left)) === 'changed') return bytes
        write(bytes)
        return nothing
      }
      case 'rate': {
        const some = bytes.subarray(0, Math.max(1, Math.floor(fault.bytesPerSecond / piecesASecond)))
        if ((await pause((some.length / fault.bytesPerSecond) * 1000)) === 'changed') return bytes
        write(some)
        return bytes.subarray(some.length)
      }
      case 'truncate': {
        if (direction === 'request') write(bytes)
        else {
          write(bytes.subarray(0, Math.max(0, fault.afterBytes - state.answered)))
          if (state.answered >= fault.afterBytes) to.end(cut)
        }
        return nothing
      }
      case 'loseResponseTo': {
        write(bytes)
        if (direction === 'request' && fault.after !== undefined && bytes.includes(fault.after)) state.hasSaid = true
        if (
          direction === 'request' &&
          (fault.after === undefined || state.hasSaid === true) &&
          weather.lost < (fault.times ?? Infinity) &&
          bytes.includes(fault.text)
        ) {
          state.losing = fault.how
          weather.lost += 1
        }
        return nothing
      }
    }
  }

  async function finish(piece: Piece & { end: 'end' | 'close' }): Promise<void> {
    for (;;) {
      const { fault } = weather
      if (fault.kind === 'blackHole') await weather.untilChanged()
      else if (fault.kind === 'delay' && piece.at + fault.ms > weather.clock.now())
        await pause(piece.at + fault.ms - weather.clock.now())
      else break
    }
    if (state.resetting) return
    if (piece.end === 'end') to.end()
    else to.destroy()
  }

  async function run(): Promise<void> {
    for (;;) {
      const piece = await next()
      if ('end' in piece) {
        await finish(piece)
        if (piece.end === 'close') return
      } else {
        let left = piece.bytes
        while (left.length > 0 && !to.destroyed) left = await pass(left, piece)
        waiting -= piece.bytes.length
        if (waiting <= inLineBytes) from.resume()
      }
      line.shift()
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
