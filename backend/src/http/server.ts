import { createServer, IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { createApplication } from './application.js'
import { lookBehindStale, type HttpContext } from './context.js'
import { createErrorAnswer } from './response/error-response.js'
import { createMessages } from './messages.js'
import { createOverload } from './limits/load-shedding.js'
import { HttpProblem, problemBody } from './response/problem.js'
import { createRequestCounter } from './request-counter.js'
import { originForm } from './request-target.js'
import { createRouteLabel } from './route-matcher.js'
import { requestId } from './response/headers.js'

const limits = {
  requestTimeout: 30_000,
  headersTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
}

/**
 * The HTTP server. Serves cached responses and overload refusals before routing; Express handles the rest. A stale response is
 * served at once as well and starts one revalidation in the background.
 */
export function createHttpServer(ctx: HttpContext): Server {
  const { connections, stopping } = ctx
  const counter = createRequestCounter(
    ctx.tally.requests,
    createRouteLabel((path) => ctx.page.files.has(path)),
  )
  const messages = createMessages()
  const application = createApplication(ctx, counter, messages)
  const answerError = createErrorAnswer(ctx)
  const overload = createOverload(ctx)
  const answer: RequestListener = (req, res) => {
    connections.noteRequest(req, res)
    if (stopping.aborted) res.shouldKeepAlive = false // the next request goes to another connection, and so elsewhere
    const startedAt = performance.now()
    req.url = originForm(req.url ?? '/')
    try {
      const hit = isRead(req) ? ctx.cache.get(req.url) : undefined
      const entry = hit ?? overload.answerTo(req)
      if (entry === null) return application(req, res)
      if (hit !== undefined) lookBehindStale(ctx)
      ctx.writer.write(req, res, entry, 'hit')
      if (hit === undefined) counter.ready(req, res, startedAt)
      else counter.hit(req, res, hit, startedAt)
    } catch (error) {
      answerError(error, req, res) // thrown further it would end the program
    }
  }
  // Whether Host is there is checked by us: Node's own answer to that says nothing.
  const server = createServer({ ...limits, ...messages.classes, requireHostHeader: false }, answer)
  connections.watch(server)
  server.on('checkExpectation', answer) // an expectation that nobody knows may be passed over (RFC 9110, 10.1.1)
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    socket.removeAllListeners('data') // Node has taken its parser away, and may give it to another connection
    writeRaw(
      ctx,
      socket,
      new HttpProblem(405, 'this server is no proxy', { headers: { Allow: 'GET, HEAD, POST, OPTIONS' } }),
      req,
    )
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (socket.writableEnded) return // it was told what is wrong; whatever else comes is thrown away
    const { headersSent = false, writableFinished = false } = connections.newest(socket) ?? {}
    // Nothing can be said to who is gone, or is in the middle of an answer.
    if (!socket.writable || error.code === 'ECONNRESET' || (headersSent && !writableFinished))
      return void socket.destroy()
    const problem = problems[error.code ?? ''] ?? notHttp
    counter.unreadable(problem.status)
    writeRaw(ctx, socket, problem, new IncomingMessage(socket))
  })
  return server
}

const notHttp = new HttpProblem(400, 'this is not a valid HTTP request')
const problems: Readonly<Record<string, HttpProblem>> = {
  HPE_HEADER_OVERFLOW: new HttpProblem(431, 'the request line and the headers are larger than 16 KB'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new HttpProblem(413, 'the chunk extensions are too large'),
  ERR_HTTP_REQUEST_TIMEOUT: new HttpProblem(408, 'the request did not arrive in time'),
}

function isRead({ method, headers, httpVersion }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.host !== undefined || httpVersion === '1.0')
}

const lingerMs = 1_000

/**
 * For requests that the parser made nothing of: there is no response to write to, only the connection. It is cut a little
 * later: cut at once, with something of the request unread, the answer could be lost on its way.
 */
function writeRaw({ writer, clock }: HttpContext, socket: Socket, problem: HttpProblem, req: IncomingMessage): void {
  const body = JSON.stringify(problemBody(problem, requestId(req)))
  const headers = [
    ...writer.commonHeaders(req),
    ...Object.entries(problem.headers).flat(),
    'Cache-Control',
    'no-store',
    'Date',
    new Date(clock.now()).toUTCString(),
    'Connection',
    'close',
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(Buffer.byteLength(body)),
  ]
  const lines = headers.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
  socket.on('error', () => {}) // gone: nothing to be done
  socket.end(`HTTP/1.1 ${problem.status} ${problemBody(problem).title}\r\n${lines.join('')}\r\n${body}`)
  void clock.sleep(lingerMs).then(() => socket.destroy())
}
