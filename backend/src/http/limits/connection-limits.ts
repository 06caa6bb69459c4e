import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../lib/clock.js'
import { createUnreadResponses } from './unread-responses.js'

/**
 * What connections may cost the process; Node's own limits cover neither case.
 *
 * - At the limit, the connection that has been idle longest is closed for a new one (`server.maxConnections` would refuse the new one).
 *   If all are in the middle of a request, the new one is refused.
 * - A client that does not read its response is disconnected after a while, or when such clients hold too many bytes together.
 */
export interface ConnectionLimits {
  watch(server: Server): void
  /** Call for each request, before it is handled. */
  noteRequest(req: IncomingMessage, res: ServerResponse): void
  /** Call when a response, or a part of a large one, was written or read. `shared`: bytes that other responses use, too; they count once. */
  noteWritten(res: ServerResponse, shared?: Buffer): void
  /** The newest response on a connection, unless it has been sent. */
  newest(socket: Socket): ServerResponse | null
}

export interface LimitOptions {
  clock: Clock
  maxConnections?: number
  /** Bytes that clients may leave unread, all together. */
  maxUnreadBytes?: number
  /** How long a client may take to read a response that was written to its end. */
  readWithinMs?: number
}

export const defaultMaxConnections = 16_384
/** How long the rest of a request body is discarded after the response. */
const lingerMs = 1_000
/** Precision of "idle longest": moving a connection on every request would create long-lived garbage. */
const idlePrecisionMs = 1_000

interface Connection {
  usedAt: number
  newest: ServerResponse | null
  unread: Set<ServerResponse> | null
}

export function createConnectionLimits({
  clock,
  maxConnections = defaultMaxConnections,
  maxUnreadBytes = 128 * 1024 ** 2,
  readWithinMs = 120_000,
}: LimitOptions): ConnectionLimits {
  const connections = new Map<Socket, Connection>() // idle longest first, to about a second
  const unread = createUnreadResponses(clock, maxUnreadBytes, readWithinMs)

  function closeIdlest(): void {
    for (const [socket, { newest }] of connections) {
      if (socket.writableLength > 0 || (newest !== null && !newest.writableFinished)) continue
      connections.delete(socket)
      return void socket.destroy()
    }
  }

  function open(socket: Socket): void {
    if (connections.size >= maxConnections) closeIdlest()
    if (connections.size >= maxConnections) return void socket.destroy()
    connections.set(socket, { usedAt: clock.now(), newest: null, unread: null })
    socket.once('close', () => {
      for (const res of connections.get(socket)?.unread ?? []) unread.forget(res)
      connections.delete(socket)
    })
  }

  return {
    watch: (server) => void server.on('connection', open),
    newest: (socket) => {
      const res = connections.get(socket)?.newest ?? null
      return res === null || res.writableFinished ? null : res
    },
    noteRequest: (req, res) => {
      const { socket } = req // null once the request has been destroyed
      const connection = connections.get(socket)
      if (connection === undefined) return
      connection.newest = res
      if (mayHaveBody(req)) res.once('finish', () => discardBody(req, socket, clock))
      if (clock.now() - connection.usedAt < idlePrecisionMs) return
      connection.usedAt = clock.now()
      connections.delete(socket) // a Map keeps insertion order: this moves it to the end
      connections.set(socket, connection)
    },
    noteWritten: (res, shared) => {
      const connection = connections.get(res.req.socket)
      if (connection === undefined) return
      if (res.writableLength === 0 && !connection.unread?.has(res)) {
        if (res.writableEnded && connection.newest === res) connection.newest = null // held until the next request, it would grow old
        return
      }
      connection.unread ??= new Set()
      connection.unread.add(res)
      unread.note(res, shared, () => connection.unread?.delete(res))
    },
  }
}

function mayHaveBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** Discards the rest of a request body for a while, then disconnects. Disconnected at once, the client could lose the response. */
function discardBody(req: IncomingMessage, socket: Socket, clock: Clock): void {
  void clock.sleep(lingerMs).then(() => req.complete || socket.destroy())
}
