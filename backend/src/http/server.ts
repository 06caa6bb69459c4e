import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { createApplication } from './application.js'
import type { HttpContext } from './context.js'
import { HttpProblem, problemBody } from './problem.js'

/**
 * The HTTP server. What is in the response cache is written before Express runs and waits on nothing; all the rest is
 * Express's. A stale answer is written at once too, and starts one revalidation behind it.
 */
export function createHttpServer(ctx: HttpContext): Server {
  const application = createApplication(ctx)
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 }, (req, res) => {
    if (ctx.snapshots.state() === 'stale') void ctx.revalidation.revalidate('stale')
    const entry = req.method === 'GET' || req.method === 'HEAD' ? ctx.cache.get(req.url ?? '/') : undefined
    if (entry) ctx.writer.writeEntry(req, res, entry, 'hit')
    else application(req, res)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const problem = error.code === 'HPE_HEADER_OVERFLOW' ? new HttpProblem(431, 'the headers are larger than 16 KB') : new HttpProblem(400, 'this is not a valid HTTP request')
    const body = JSON.stringify(problemBody(problem))
    socket.end(`HTTP/1.1 ${problem.status} ${problemBody(problem).title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
  })
  return server
}
