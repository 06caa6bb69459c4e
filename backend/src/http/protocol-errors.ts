/** Responses to what Node's HTTP parser rejects, and to CONNECT: there is no response object, only the connection. */
import { IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../lib/clock.js'
import type { ConnectionLimits } from './limits/connection-limits.js'
import { requestId } from './response/headers.js'
import { HttpProblem, problemBody } from './response/problem.js'
import type { ResponseWriter } from './response/writer.js'

export interface ProtocolErrorParts {
  writer: Pick<ResponseWriter, 'commonHeaders'>
  connections: Pick<ConnectionLimits, 'newest'>
  clock: Clock
  /** Called with the status of each response to something that was not an HTTP request. */
  onMalformed: (status: number) => void
}

const malformed = new HttpProblem(400, 'this is not a valid HTTP request')
const problems: Readonly<Record<string, HttpProblem>> = {
  HPE_HEADER_OVERFLOW: new HttpProblem(431, 'the request line and headers are larger than 16 KB'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new HttpProblem(413, 'the chunk extensions are too large'),
  ERR_HTTP_REQUEST_TIMEOUT: new HttpProblem(408, 'the request did not arrive in time'),
}
const noProxy = new HttpProblem(405, 'this server is not a proxy', { headers: { Allow: 'GET, HEAD, POST, OPTIONS' } })

export function handleProtocolErrors(server: Server, parts: ProtocolErrorParts): void {
  const reported = new WeakSet<Socket>()
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    socket.removeAllListeners('data') // Node has detached its parser, and may give it to another connection
    writeToSocket(parts, socket, noProxy, req)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (reported.has(socket)) return // anything else that the client sends is dropped
    reported.add(socket)
    if (error.code === 'HPE_CLOSED_CONNECTION') return // data after a request that closes the connection: its response is the last
    const respond = (): void => {
      if (socket.writableEnded) return
      if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
      const problem = problems[error.code ?? ''] ?? malformed
      parts.onMalformed(problem.status)
      writeToSocket(parts, socket, problem, new IncomingMessage(socket))
    }
    const newest = parts.connections.newest(socket)
    if (newest?.headersSent && !newest.writableEnded)
      socket.destroy() // nothing may be written into a response
    else if (newest?.req.complete)
      newest.once('close', respond) // the requests before this one get their responses first
    else respond()
  })
}

const lingerMs = 1_000

/** Ends the connection a little later: closed at once, with unread data, the response could be lost on its way. */
function writeToSocket(
  { writer, clock }: ProtocolErrorParts,
  socket: Socket,
  problem: HttpProblem,
  req: IncomingMessage,
): void {
  const body = JSON.stringify(problemBody(problem, requestId(req)))
  const headers = [
    ...writer.commonHeaders(req),
    ...Object.entries(problem.headers).flat(),
    ...Object.entries({
      'Cache-Control': 'no-store',
      Date: new Date(clock.now()).toUTCString(),
      Connection: 'close',
      'Content-Type': 'application/problem+json',
      'Content-Length': String(Buffer.byteLength(body)),
    }).flat(),
  ]
  const lines = headers.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
  socket.on('error', () => {}) // the client is gone
  socket.end(`HTTP/1.1 ${problem.status} ${problemBody(problem).title}\r\n${lines.join('')}\r\n${body}`)
  void clock.sleep(lingerMs).then(() => socket.destroy())
}
