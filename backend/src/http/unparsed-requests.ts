/**
 * A client that keeps its connection sends the same headers again and again. A request whose headers are known, and for which there is
 * an answer in ready bytes, is not parsed: that is half of what such an answer costs.
 *
 * Node's parser has every connection, and is only passed by where it stands between two messages: all that it was given on this
 * connection were whole requests, one in each piece that arrived; each of them is over, and its answer is sent. As soon as a connection
 * has brought anything else (half a request, two at once, a long one, a body that comes later) all that follows on it is the parser's. So what is
 * known is what the parser made of the same bytes from the same state, and whoever asks gets what it would have made of them now.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createKnownHeads, type ReadyRequest } from './known-heads.js'

export interface UnparsedRequests {
  /** To be called before any connection is taken. */
  watch(server: Server): void
  /** To be told of each request that the parser has read. */
  noteRequest(req: IncomingMessage, res: ServerResponse): void
  /** To be told that the newest of them is one that ready bytes may answer, and that they do. */
  noteReady(): void
}

/** Answers a request at once, on its connection, or returns false and has written nothing. */
export type AnswerReady = (request: ReadyRequest, socket: Socket) => boolean

interface Connection {
  readonly socket: Socket
  readonly parse: (piece: Buffer) => void
  /** Whether the parser stands between two messages, as soon as the newest one is over. */
  between: boolean
  /** How many requests the parser has read in the piece that it was given last. */
  requests: number
  /** The newest of them, until that piece is parsed: nothing of a request is held for longer than it takes. */
  newest: { readonly req: IncomingMessage; readonly res: ServerResponse } | null
  /** Whether ready bytes were the answer to it. */
  ready: boolean
  /** Whether there has been a request: the first one of a connection is the parser's, so that Node counts it among those that wait for the next. */
  asked: boolean
  /** How many of its requests are not answered yet. */
  underWay: number
}

const longestHead = 4_096

export function createUnparsedRequests(answer: AnswerReady): UnparsedRequests {
  const heads = createKnownHeads()
  let parsing: Connection | null = null

  function receive(connection: Connection, piece: Buffer): void {
    const text = connection.between && piece.length <= longestHead ? piece.toString('latin1') : null
    if (text !== null && isFree(connection)) {
      const request = heads.read(text)
      if (request !== undefined && answer(request, connection.socket)) return
    }
    connection.requests = 0
    connection.ready = false
    parsing = connection
    try {
      connection.parse(piece)
    } finally {
      parsing = null
    }
    const { newest, ready } = connection
    connection.newest = null
    connection.between =
      text !== null && newest !== null && connection.requests === 1 && isOneHead(text) && newest.req.complete
    if (connection.between && ready && newest!.res.shouldKeepAlive) heads.remember(text!, newest!.req)
  }

  return {
    watch: (server) => {
      server.on('connection', (socket: Socket) => {
        const [parse, ...others] = socket.listeners('data') as ((piece: Buffer) => void)[]
        if (parse === undefined || others.length > 0) return // not as in any Node that is known: then all is the parser's
        const connection: Connection = {
          socket,
          parse,
          between: true,
          requests: 0,
          newest: null,
          ready: false,
          asked: false,
          underWay: 0,
        }
        socket.on('data', (piece: Buffer) => receive(connection, piece))
        socket.removeListener('data', parse)
      })
    },
    noteRequest: (req, res) => {
      if (parsing !== null) note(parsing, req, res)
    },
    noteReady: () => {
      if (parsing !== null) parsing.ready = true
    },
  }
}

function note(connection: Connection, req: IncomingMessage, res: ServerResponse): void {
  connection.newest = { req, res }
  connection.requests++
  connection.asked = true
  connection.underWay++
  res.once('finish', () => connection.underWay--)
}

function isFree({ asked, underWay, socket }: Connection): boolean {
  return asked && underWay === 0 && socket.writableLength === 0 && socket.writable
}

const endOfHead = '\r\n\r\n'

function isOneHead(text: string): boolean {
  return text.indexOf(endOfHead) === text.length - endOfHead.length
}
