import type { ServerResponse } from 'node:http'
import type { Clock } from '../../lib/clock.js'

/** What of an answer is left here: `bytes` of its own, and perhaps a body that it shares. */
interface Left {
  bytes: number
  body: Buffer | undefined
  taken: AbortController
}

/** Answers of which the system has not taken over everything: what is left is kept here until the client has read what came before. */
export function createUntaken(clock: Clock, mostBytes: number, withinMs: number) {
  const waiting = new Map<ServerResponse, Left>() // the oldest first
  const bodies = new Map<Buffer, number>() // by how many
  let bytesInAll = 0

  function share(body: Buffer | undefined, by: 1 | -1): void {
    if (body === undefined) return
    const before = bodies.get(body) ?? 0
    if (before + by === 0) bodies.delete(body)
    else bodies.set(body, before + by)
    if (before === 0 || before + by === 0) bytesInAll += by * body.length
  }

  function forget(res: ServerResponse): void {
    const known = waiting.get(res)
    if (known === undefined) return
    bytesInAll -= known.bytes
    share(known.body, -1)
    waiting.delete(res)
    known.taken.abort(new Error('it was taken, or never will be'))
  }

  /** Which also ends whatever else is on that connection. */
  function cut(res: ServerResponse): void {
    forget(res)
    res.req.socket.destroy()
  }

  function watch(res: ServerResponse, body: Buffer | undefined, onTaken: () => void): Left {
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
    note: (res: ServerResponse, body: Buffer | undefined, onTaken: () => void): void => {
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
