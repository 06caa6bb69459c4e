import type { ServerResponse } from 'node:http'
import type { Clock } from '../../lib/clock.js'

/** The bytes of a response that are held in this process, and perhaps a body that it shares. */
interface Held {
  bytes: number
  shared: Buffer | undefined
  done: AbortController
}

/** Responses that the operating system has not accepted whole, because the client does not read. */
export function createUnreadResponses(clock: Clock, maxBytes: number, withinMs: number) {
  const waiting = new Map<ServerResponse, Held>() // oldest first
  const shares = new Map<Buffer, number>() // how many responses share a body
  let totalBytes = 0

  function share(body: Buffer | undefined, by: 1 | -1): void {
    if (body === undefined) return
    const before = shares.get(body) ?? 0
    if (before + by === 0) shares.delete(body)
    else shares.set(body, before + by)
    if (before === 0 || before + by === 0) totalBytes += by * body.length
  }

  function forget(res: ServerResponse): void {
    const held = waiting.get(res)
    if (held === undefined) return
    totalBytes -= held.bytes
    share(held.shared, -1)
    waiting.delete(res)
    held.done.abort(new Error('the response was read, or its connection closed'))
  }

  function disconnect(res: ServerResponse): void {
    forget(res)
    res.req.socket.destroy()
  }

  function watch(res: ServerResponse, shared: Buffer | undefined, onClose: () => void): Held {
    const done = new AbortController()
    res.once('close', () => {
      forget(res)
      onClose()
    })
    clock.sleep(withinMs, done.signal).then(
      () => res.writableEnded && disconnect(res),
      () => {},
    )
    share(shared, 1)
    return { bytes: 0, shared, done }
  }

  return {
    forget,
    /** Updates what a response holds. Above the limit, the clients that have waited longest are disconnected. */
    note: (res: ServerResponse, shared: Buffer | undefined, onClose: () => void): void => {
      const held = waiting.get(res) ?? watch(res, shared, onClose)
      waiting.set(res, held)
      const own = Math.max(0, res.writableLength - (held.shared?.length ?? 0))
      totalBytes += own - held.bytes
      held.bytes = own
      for (const [slowest, { bytes, shared: body }] of waiting) {
        if (totalBytes <= maxBytes) break
        if (bytes > 0 || body !== undefined) disconnect(slowest)
      }
    },
  }
}
