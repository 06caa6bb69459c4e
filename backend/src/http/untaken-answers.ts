import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Clock } from '../lib/clock.js'

/** What is looked at of an answer while a client takes it. Emits `close` when it was taken, or never will be. */
export interface Answer {
  readonly writableLength: number
  readonly writableEnded: boolean
  readonly req: { readonly socket: Socket }
  once(event: 'close', then: () => void): unknown
}

/** What is left of an answer that was written to the connection itself. */
export class RestOnSocket extends EventEmitter implements Answer {
  readonly writableEnded = true
  readonly req: { readonly socket: Socket }

  constructor(socket: Socket) {
    super()
    this.req = { socket }
    const close = (): void => {
      socket.off('close', close)
      this.emit('close')
    }
    socket.once('close', close)
    socket.write('', close) // called when all before it is taken
  }

  get writableLength(): number {
    return this.req.socket.writableLength
  }
}

/** What of an answer is left here: `bytes` of its own, and perhaps a body that it shares. */
interface Left {
  bytes: number
  body: Buffer | undefined
  taken: AbortController
}

/** Answers of which the system has not taken over everything: what is left is kept here until the client has read what came before. */
export function createUntaken(clock: Clock, mostBytes: number, withinMs: number) {
  const waiting = new Map<Answer, Left>() // the oldest first
  const bodies = new Map<Buffer, number>() // by how many
  let bytesInAll = 0

  function share(body: Buffer | undefined, by: 1 | -1): void {
    if (body === undefined) return
    const before = bodies.get(body) ?? 0
    if (before + by === 0) bodies.delete(body)
    else bodies.set(body, before + by)
    if (before === 0 || before + by === 0) bytesInAll += by * body.length
  }

  function forget(res: Answer): void {
    const known = waiting.get(res)
    if (known === undefined) return
    bytesInAll -= known.bytes
    share(known.body, -1)
    waiting.delete(res)
    known.taken.abort(new Error('it was taken, or never will be'))
  }

  /** Which also ends whatever else is on that connection. */
  function cut(res: Answer): void {
    forget(res)
    res.req.socket.destroy()
  }

  function watch(res: Answer, body: Buffer | undefined, onTaken: () => void): Left {
    const taken = new AbortController()
    res.once('close', () => {
      forget(res)
      onTaken()
    })
    clock.sleep(withinMs, taken.signal).then(
      () => res.writableEnded && cut(res),
      () => {},
    )
    share(body, 1)
    return { bytes: 0, body, taken }
  }

  return {
    forget,
    note: (res: Answer, body: Buffer | undefined, onTaken: () => void): void => {
      const known = waiting.get(res) ?? watch(res, body, onTaken)
      waiting.set(res, known)
      const own = Math.max(0, res.writableLength - (known.body?.length ?? 0))
      bytesInAll += own - known.bytes
      known.bytes = own
      for (const [slowest, left] of waiting) {
        if (bytesInAll <= mostBytes) break
        if (left.bytes > 0 || left.body !== undefined) cut(slowest)
      }
    },
  }
}
