/**
 * A client that keeps its connection asks again and again with the very same bytes. What was answered from the response cache is
 * remembered by its bytes, and the same bytes are not parsed again: that is half of what a ready answer costs.
 *
 * Node's parser has every connection, and is only passed by where it stands between two messages: all that it was given on this
 * connection were whole requests, one in each piece that arrived; each of them is over, and its answer is sent. As soon as a connection
 * has brought anything else (half a request, two at once, a body that comes later) all that follows on it is the parser's. So what is
 * remembered is what the parser made of the same bytes from the same state, and whoever asks gets what it would have made of them now.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Asked } from './answer-headers.js'

export interface ReadyRequest extends Asked {
  readonly method: string
  readonly url: string
}

export interface RepeatedRequests {
  /** To be called before any connection is taken. */
  watch(server: Server): void
  /** To be told of each request that the parser has read. */
  noteRequest(req: IncomingMessage, res: ServerResponse): void
  /** To be told that the newest of them was answered from the response cache. */
  noteHit(): void
}

/** Answers a request at once, on its connection, or returns false and has written nothing. */
export type AnswerReady = (request: ReadyRequest, socket: Socket) => boolean

interface Connection {
  readonly socket: Socket
  readonly parse: (piece: Buffer) => void
  /** Whether the parser stands between two messages, as soon as the newest one is over. */
  between: boolean
  /** How many requests the parser has read in the piece that it was given last. */
  read: number
  /** The newest of them, until that piece is parsed: nothing of a request is held for longer than it takes. */
  newest: { readonly req: IncomingMessage; readonly res: ServerResponse } | null
  /** Whether the newest of them was answered from the response cache. */
  hit: boolean
  /** Whether there has been a request: the first one of a connection is the parser's, so that Node counts it among those that wait for the next. */
  asked: boolean
  /** How many of its requests are not answered yet. */
  underWay: number
}

/** Both together bound what is remembered to a few megabytes. */
const mostRemembered = 500
const longestRequest = 4_096

export function createRepeatedRequests(answer: AnswerReady): RepeatedRequests {
  const remembered = new Map<string, ReadyRequest>() // by all the bytes of the request, the oldest first
  let parsing: Connection | null = null

  function receive(connection: Connection, piece: Buffer): void {
    const text = connection.between && piece.length <= longestRequest ? piece.toString('latin1') : null
    if (text !== null && isFree(connection)) {
      const request = remembered.get(text)
      if (request !== undefined && answer(request, connection.socket)) return
    }
    connection.read = 0
    connection.hit = false
    parsing = connection
    try {
      connection.parse(piece)
    } finally {
      parsing = null
    }
    const { newest } = connection
    connection.newest = null
    connection.between = text !== null && newest !== null && connection.read === 1 && isOneHead(text) && newest.req.complete
    if (connection.between && connection.hit) remember(text!, newest!)
  }

  function remember(text: string, { req: { method = '', url = '', httpVersion, headers }, res }: NonNullable<Connection['newest']>): void {
    if (httpVersion !== '1.1' || !res.shouldKeepAlive || isSecret(headers)) return
    remembered.set(text, { method, url, headers })
    if (remembered.size <= mostRemembered) return
    for (const oldest of remembered.keys()) return void remembered.delete(oldest)
  }

  return {
    watch: (server) => {
      server.on('connection', (socket: Socket) => {
        const [parse, ...others] = socket.listeners('data') as ((piece: Buffer) => void)[]
        if (parse === undefined || others.length > 0) return // not as in any Node that is known: then all is the parser's
        const connection: Connection = { socket, parse, between: true, read: 0, newest: null, hit: false, asked: false, underWay: 0 }
        socket.on('data', (piece: Buffer) => receive(connection, piece))
        socket.removeListener('data', parse)
      })
    },
    noteRequest: (req, res) => {
      if (parsing === null) return
      const connection = parsing
      connection.read++
      connection.newest = { req, res }
      connection.asked = true
      connection.underWay++
      res.once('finish', () => connection.underWay--)
    },
    noteHit: () => {
      if (parsing !== null) parsing.hit = true
    },
  }
}

function isFree({ asked, underWay, socket }: Connection): boolean {
  return asked && underWay === 0 && socket.writableLength === 0 && socket.writable
}

const endOfHead = '\r\n\r\n'

function isOneHead(text: string): boolean {
  return text.indexOf(endOfHead) === text.length - endOfHead.length
}

/** Credentials are not to stay in memory for longer than their request. */
function isSecret(headers: IncomingMessage['headers']): boolean {
  return headers.authorization !== undefined || headers.cookie !== undefined || headers['proxy-authorization'] !== undefined
}
