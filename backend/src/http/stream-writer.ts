import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../lib/clock.js'
import type { ConnectionLimits } from './limits/connection-limits.js'
import type { ResponseWriter } from './response/writer.js'
import type { StreamResponse } from './route.js'

/** A client that takes nothing of what it is sent for so long is disconnected. */
const slowestClientMs = 30_000

export interface StreamParts {
  clock: Clock
  writer: Pick<ResponseWriter, 'commonHeaders'>
  connections: Pick<ConnectionLimits, 'noteWritten'>
}

/** Writes the head of a stream, then lets the stream write until it ends or the client is gone. */
export async function writeStream(
  req: IncomingMessage,
  res: ServerResponse,
  { contentType, stream }: StreamResponse,
  { clock, writer, connections }: StreamParts,
): Promise<void> {
  if (req.socket.destroyed) return // the client left while the stream was prepared; no event says so again
  // X-Accel-Buffering: nginx must not hold events back.
  const headers = ['Content-Type', contentType, 'Cache-Control', 'no-store', 'X-Accel-Buffering', 'no']
  res.writeHead(200, [...writer.commonHeaders(req), ...headers])
  res.flushHeaders()
  if (req.method === 'HEAD') return void res.end()

  const gone = new AbortController()
  res.once('close', () => gone.abort(new Error('the client is gone')))
  await stream({
    signal: gone.signal,
    get isBlocked() {
      return res.writableNeedDrain
    },
    write: async (text) => {
      if (gone.signal.aborted || res.write(text)) return
      connections.noteWritten(res)
      if (!(await drains(res, clock, gone.signal))) res.destroy()
      connections.noteWritten(res)
    },
  })
  res.end()
}

/** Whether the client takes what was written in time. */
async function drains(res: ServerResponse, clock: Clock, gone: AbortSignal): Promise<boolean> {
  const settled = new AbortController()
  const signal = AbortSignal.any([gone, settled.signal])
  try {
    const drained = once(res, 'drain', { signal }).then(() => true)
    return await Promise.race([drained, clock.sleep(slowestClientMs, signal).then(() => false)])
  } catch {
    return false
  } finally {
    settled.abort(new Error('no longer awaited'))
  }
}
