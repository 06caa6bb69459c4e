import express, { type ErrorRequestHandler, type Express } from 'express'
import type { HttpContext } from './context.js'
import { createEntry } from './entry.js'
import { asProblem, HttpProblem, problemBody } from './problem.js'
import { cacheRoutes } from './routes/cache.js'
import { contractRoutes } from './routes/contract.js'
import { healthRoutes } from './routes/health.js'
import { modelRoutes } from './routes/models.js'
import { quarantineRoutes } from './routes/quarantine.js'
import { refreshRoutes } from './routes/refresh.js'
import { syncRoutes } from './routes/syncs.js'
import { requestId } from './write-entry.js'

/** The Express application: everything that is not answered from the response cache before it. */
export function createApplication(ctx: HttpContext): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.set('query parser', false) // one strict parser reads the raw URL
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.use(preflight(ctx))
  for (const routes of [healthRoutes, syncRoutes, refreshRoutes, quarantineRoutes, cacheRoutes, contractRoutes, modelRoutes]) routes(app, ctx)
  app.use((req) => {
    throw new HttpProblem(404, `there is no route ${req.method} ${JSON.stringify(req.path.slice(0, 300))}`)
  })
  app.use(answerWithProblem(ctx))
  return app
}

/** Any OPTIONS request is answered here: for browsers that ask before they send (the Fetch standard's CORS protocol). */
function preflight(ctx: HttpContext): express.RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'OPTIONS') return next()
    const headers = ['Access-Control-Allow-Methods', 'GET, HEAD, POST', 'Access-Control-Allow-Headers', 'Authorization, Content-Type, If-None-Match, If-Modified-Since, X-Request-Id', 'Access-Control-Max-Age', '86400', 'Allow', 'GET, HEAD, POST, OPTIONS']
    res.writeHead(204, [...ctx.writer.commonHeaders(req), ...headers]).end()
  }
}

function answerWithProblem(ctx: HttpContext): ErrorRequestHandler {
  return async (error: unknown, req, res, _next) => {
    const problem = asProblem(error)
    const id = requestId(req)
    if (problem.status >= 500 && !(error instanceof HttpProblem)) ctx.sync.events.emit('trouble', { what: `request_${id}_failed`, error })
    if (res.headersSent) return void res.destroy()
    const entry = await createEntry(JSON.stringify(problemBody(problem, id)), null, { status: problem.status, contentType: 'application/problem+json' })
    ctx.writer.writeEntry(req, res, entry, 'miss', Object.entries(problem.headers).flat())
  }
}
