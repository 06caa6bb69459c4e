import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { HttpContext } from './context.js'
import { createErrorAnswer } from './response/error-response.js'
import type { Messages } from './messages.js'
import { HttpProblem } from './response/problem.js'
import { quoted } from './request-target.js'
import { cacheRoutes } from './routes/cache.js'
import { changeFeedRoutes } from './routes/change-feeds.js'
import { changeStreamRoutes } from './routes/change-stream.js'
import { changeRoutes } from './routes/changes.js'
import { contractRoutes } from './routes/contract.js'
import { diffRoutes } from './routes/diff.js'
import { docsRoutes } from './routes/docs.js'
import { documentRoutes } from './routes/documents.js'
import { healthRoutes } from './routes/health.js'
import { metricsRoutes } from './routes/metrics.js'
import { modelHistoryRoutes } from './routes/model-history.js'
import { modelRoutes } from './routes/models.js'
import { notSupportedRoutes } from './routes/not-supported.js'
import { pageNotFound, pageRoutes } from './routes/page.js'
import { quarantineRoutes } from './routes/quarantine.js'
import { refreshRoutes } from './routes/refresh.js'
import { syncRoutes } from './routes/syncs.js'

export function createExpress(ctx: HttpContext, messages: Messages): Express {
  const app = express()
  messages.adopt(app, express)
  const answerError = createErrorAnswer(ctx)
  app.disable('x-powered-by').disable('etag')
  app.set('query parser', false) // one strict parser reads the raw URL
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.use(preflight(ctx))
  for (const routes of [
    healthRoutes,
    metricsRoutes,
    syncRoutes,
    refreshRoutes,
    quarantineRoutes,
    cacheRoutes,
    contractRoutes,
    docsRoutes,
    notSupportedRoutes,
    changeRoutes,
    changeStreamRoutes,
    changeFeedRoutes,
    diffRoutes,
    modelHistoryRoutes,
    documentRoutes,
    modelRoutes,
    pageRoutes,
  ])
    routes(app, ctx)
  pageNotFound(app, ctx)
  app.use((req) => {
    throw new HttpProblem(404, `there is no route ${req.method} ${quoted(req.path)}`)
  })
  app.use(((error, req, res, _next) => answerError(error, req, res)) satisfies ErrorRequestHandler)
  return app
}

/** Browsers ask before they send (the Fetch standard's CORS protocol); the answer is the same for every route. */
function preflight(ctx: HttpContext): RequestHandler {
  const methods = 'GET, HEAD, POST'
  const headers = [
    'Access-Control-Allow-Methods',
    methods,
    'Access-Control-Allow-Headers',
    'Authorization, Content-Type, If-None-Match, If-Modified-Since, X-Request-Id',
    'Access-Control-Max-Age',
    '86400',
  ]
  return (req, res, next) => {
    if (req.method !== 'OPTIONS') return next()
    if (req.headers['access-control-request-method'] !== undefined) return ctx.writer.writeNoContent(req, res, headers)
    if (req.url === '*') return ctx.writer.writeNoContent(req, res, ['Allow', `${methods}, OPTIONS`])
    next()
  }
}
