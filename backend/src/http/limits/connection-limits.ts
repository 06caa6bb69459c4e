import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../lib/clock.js'
import { createUntaken } from './unread-responses.js'

/**
 * What connections may take of the process. One waits for its next request for as long as keep-alive lasts; when there are too many,
 * the one that has been without a request for longest makes room for a new one, and where all are in the middle of one the new one is
 * not taken. A client that does not read its answer is cut after a while, or as soon as what such clients have left comes to too many bytes.
 */
export interface ConnectionLimits {
  watch(server: Server): void
  /** To be told of each request, before it is answered. */
  noteRequest(req: IncomingMessage, res: ServerResponse): void
  /** To be told when an answer was written, or a part of a long one, or that such a part was taken. `body`: bytes that other answers may be written from, too; they count once. */
  noteWritten(res: ServerResponse, body?: Buffer): void
  /** The newest answer on a connection; null: it is over, or there has been none. */
  newest(socket: Socket): ServerResponse | null
}

export interface LimitOptions {
  clock: Clock
  mostConnections?: number
  /** What clients may leave untaken, all together. */
  mostUntakenBytes?: number
  /** How long an answer may take that has been written to its end. */
  takenWithinMs?: number
}

/** As many as one process has use for. */
export const enoughConnections = 16_384
const lingerMs = 1_000

/** Connections whose last requests are no further apart count as used at the same time: each move in the order leaves garbage that lives long. */
const sameTimeMs = 1_000

interface Connection {
  usedAt: number
  /** Until it is over: held for longer, it would be there until the next one comes, and be old by then. */
  newest: ServerResponse | null
  untaken: Set<ServerResponse> | null
}

export function createConnectionLimits({
  clock,
  mostConnections = enoughConnections,
  mostUntakenBytes = 128 * 1024 ** 2,
  takenWithinMs = 120_000,
}: LimitOptions): ConnectionLimits {
  const connections = new Map<Socket, Connection>() // the one whose last request is the oldest comes first, to about a second
  const untaken = createUntaken(clock, mostUntakenBytes, takenWithinMs)

  function makeRoom(): void {
    for (const [socket, { newest }] of connections) {
      if (socket.writableLength > 0 || (newest !== null && !newest.writableFinished)) continue
      connections.delete(socket)
      return void socket.destroy()
    }
  }

  function open(socket: Socket): void {
    if (connections.size >= mostConnections) makeRoom()
    if (connections.size >= mostConnections) return void socket.destroy()
    connections.set(socket, { usedAt: clock.now(), newest: null, untaken: null })
    socket.once('close', () => {
      for (const res of connections.get(socket)?.untaken ?? []) untaken.forget(res)
      connections.delete(socket)
    })
  }

  function use(socket: Socket): Connection | undefined {
    const connection = connections.get(socket)
    if (connection === undefined || clock.now() - connection.usedAt < sameTimeMs) return connection
    connection.usedAt = clock.now()
    connections.delete(socket) // a Map keeps insertion order: this makes it the last
    connections.set(socket, connection)
    return connection
  }

  function noteWritten(answer: ServerResponse, body?: Buffer): void {
    const connection = connections.get(answer.req.socket)
    if (connection === undefined) return
    if (answer.writableLength === 0 && !connection.untaken?.has(answer)) return
    connection.untaken ??= new Set()
    connection.untaken.add(answer)
    untaken.note(answer, body, () => connection.untaken?.delete(answer))
  }

  return {
    watch: (server) => void server.on('connection', open),
    newest: (socket) => connections.get(socket)?.newest ?? null,
    noteRequest: (req, res) => {
      const connection = use(req.socket)
      if (connection === undefined) return
      follow(connection, res)
      if (mayHaveBody(req)) res.once('finish', () => lingerThenCut(req, clock))
    },
    noteWritten,
  }
}

function follow(connection: Connection, res: ServerResponse): void {
  connection.newest = res
  res.once('finish', () => {
    if (connection.newest === res) connection.newest = null
  })
}

function mayHaveBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** It may be answered before it has sent all: what still comes is thrown away. Cut at once, it could lose the answer. */
function lingerThenCut(req: IncomingMessage, clock: Clock): void {
  void clock.sleep(lingerMs).then(() => req.complete || req.socket.destroy())
}
