import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../clock.js'

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
  /** The newest answer on a connection. */
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

interface Connection {
  newest: ServerResponse | null
  untaken: Set<ServerResponse> | null
}

export function createConnectionLimits({ clock, mostConnections = enoughConnections, mostUntakenBytes = 128 * 1024 ** 2, takenWithinMs = 120_000 }: LimitOptions): ConnectionLimits {
  const connections = new Map<Socket, Connection>() // the one whose last request is the oldest comes first
  const untaken = createUntaken(clock, mostUntakenBytes, takenWithinMs)

  function makeRoom(): void {
    for (const [socket, { newest }] of connections) {
      if (newest !== null && !newest.writableFinished) continue
      connections.delete(socket)
      return void socket.destroy()
    }
  }

  function open(socket: Socket): void {
    if (connections.size >= mostConnections) makeRoom()
    if (connections.size >= mostConnections) return void socket.destroy()
    connections.set(socket, { newest: null, untaken: null })
    socket.once('close', () => {
      for (const res of connections.get(socket)?.untaken ?? []) untaken.forget(res)
      connections.delete(socket)
    })
  }

  return {
    watch: (server) => void server.on('connection', open),
    newest: (socket) => connections.get(socket)?.newest ?? null,
    noteRequest: (req, res) => {
      const { socket } = req
      const connection = connections.get(socket)
      if (connection === undefined) return
      connection.newest = res
      connections.delete(socket) // a Map keeps insertion order: this makes it the last
      connections.set(socket, connection)
      if (mayHaveBody(req)) res.once('finish', () => lingerThenCut(req, clock))
    },
    noteWritten: (res, body) => {
      const connection = connections.get(res.req.socket)
      if (connection === undefined) return
      if (res.writableLength === 0 && !connection.untaken?.has(res)) return
      connection.untaken ??= new Set()
      connection.untaken.add(res)
      untaken.note(res, body, () => connection.untaken?.delete(res))
    },
  }
}

/** What of an answer is left here: `bytes` of its own, and perhaps a body that it shares. */
interface Left {
  bytes: number
  body: Buffer | undefined
  taken: AbortController
}

/** Answers of which the system has not taken over everything: what is left is kept here until the client has read what came before. */
function createUntaken(clock: Clock, mostBytes: number, withinMs: number) {
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
    clock.sleep(withinMs, taken.signal).then(() => res.writableEnded && cut(res), () => {})
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

function mayHaveBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** It may be answered before it has sent all: what still comes is thrown away. Cut at once, it could lose the answer. */
function lingerThenCut(req: IncomingMessage, clock: Clock): void {
  void clock.sleep(lingerMs).then(() => req.complete || req.socket.destroy())
}
