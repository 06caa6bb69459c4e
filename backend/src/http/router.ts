/** Express, set up from the route table. It routes every request that the response cache does not answer. */
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express'
import type * as z from 'zod'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import type { AdminGuard } from './limits/admin.js'
import type { Messages } from './messages.js'
import { parseQueryString } from './query-string.js'
import { quoted, urlOf } from './request-target.js'
import type { Respond } from './responder.js'
import type { CachedResponse } from './response/cached-response.js'
import type { WriteError } from './response/error-response.js'
import { HttpProblem } from './response/problem.js'
import type { ResponseWriter } from './response/writer.js'
import type { Route, Upload } from './route.js'
import { expressPath } from './route-matcher.js'
import { encodeCollidingId } from './colliding-ids.js'
import { writeStream, type StreamParts } from './stream-writer.js'

export interface RouterParts {
  routes: readonly Route[]
  responderOf: (route: Route) => Respond
  guardAdmin: AdminGuard
  writer: ResponseWriter
  writeError: WriteError
  streams: StreamParts
  messages: Messages
  /** Whether the served catalogue has a model with this id. */
  isModel: (id: string) => boolean
  /** What a person sees at an address that does not exist; null: the page is not built. */
  pageNotFound: CachedResponse | null
}

const largestBody = '16kb'
const preflightMethods = 'GET, HEAD, POST, PATCH, DELETE'
const expressMethods = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const
/** For a preflight request that names no headers. */
const usualHeaders = 'Authorization, Content-Type, If-None-Match, If-Modified-Since, X-Request-Id'

export function createRouter(parts: RouterParts): Express {
  const { routes, writer, writeError, messages } = parts
  const app = express()
  messages.adopt(app, express)
  app.disable('x-powered-by').disable('etag')
  app.set('query parser', false) // query-string.ts parses the raw URL
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.use(preflight(writer))
  app.use((req, _res, next) => {
    req.url = encodeCollidingId(req.url, parts.isModel)
    next()
  })
  for (const path of new Set(routes.map((route) => route.path))) {
    const atPath = routes.filter((route) => route.path === path)
    for (const route of atPath) app[expressMethods[route.method]](expressPath(path), ...handlers(route, parts))
    app.all(expressPath(path), otherMethods(writer, allowedMethods(atPath)))
  }
  app.use(notFound(parts))
  app.use(((error, req, res, _next) => writeError(error, req, res)) satisfies ErrorRequestHandler)
  return app
}

/** The steps of one route: check the token, read the body, run the handler, write the response. */
function handlers(route: Route, { responderOf, guardAdmin, writer, streams }: RouterParts): RequestHandler[] {
  const respond = responderOf(route)
  const body = route.body === undefined ? [] : [requireJson, express.json({ limit: largestBody })]
  const admin: RequestHandler[] = route.access === 'admin' ? [(req, _res, next) => (guardAdmin(req), next())] : []
  const run: RequestHandler = async (req, res) => {
    const query = parseQuery(route, urlOf(req)) as never
    const input = {
      params: pathParameters(req),
      query,
      body: (route.body && parseBody(route.body.schema, req.body)) as never,
      ...(route.uploads && { upload: uploadOf(req, Object.keys(route.uploads)) }),
      url: urlOf(req),
      headers: req.headers,
    }
    const { response, outcome } = await respond(input)
    if ('stream' in response) await writeStream(req, res, response, streams)
    else writer.write(req, res, response, outcome)
  }
  return [...admin, ...body, run]
}

/** Express gives a parameter that contains slashes as its segments. */
function pathParameters({ params }: Request): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, [value].flat().join('/')]))
}

/** @throws QueryError */
function parseQuery({ query }: Route, url: string): unknown {
  if (query === 'ignored') return undefined
  const parameters = parseQueryString(url)
  if (query !== undefined) return query.parse(parameters)
  const [name] = Object.keys(parameters)
  if (name !== undefined) throw new QueryError(name, 'this route takes no parameters')
  return undefined
}

const requireJson: RequestHandler = (req, _res, next) => {
  const hasBody = Number(req.headers['content-length'] ?? 0) > 0 || req.headers['transfer-encoding'] !== undefined
  if (hasBody && !req.is('application/json')) throw new HttpProblem(415, 'the body must be application/json')
  next()
}

/** @throws HttpProblem 415 */
function uploadOf(req: Request, mediaTypes: readonly string[]): Upload {
  const mediaType = mediaTypes.find((type) => req.is(type) !== false)
  const encoding = req.headers['content-encoding'] ?? 'identity'
  if (mediaType === undefined) throw new HttpProblem(415, `the body must be ${mediaTypes.join(' or ')}`)
  if (encoding !== 'identity')
    throw new HttpProblem(415, `the body must not be encoded; Content-Encoding is ${quoted(encoding)}`)
  return { mediaType, chunks: req }
}

/** @throws HttpProblem 400 */
function parseBody(schema: z.ZodType, body: unknown): unknown {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'body'
  throw new HttpProblem(400, `the body is not valid: ${field}: ${issue?.message ?? 'unknown'}`)
}

/** The methods of the routes at one path, as `Allow` lists them. HEAD comes with GET, OPTIONS with every route. */
function allowedMethods(routes: readonly Route[]): string {
  return [...routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(', ')
}

/** OPTIONS lists the methods of the path; any other method is refused with the same list. */
function otherMethods(writer: ResponseWriter, allowed: string): RequestHandler {
  return (req, res) => {
    if (req.method === 'OPTIONS') return writer.writeNoContent(req, res, ['Allow', allowed])
    throw new HttpProblem(405, `${req.method} is not allowed here; allowed are ${allowed}`, {
      headers: { Allow: allowed },
    })
  }
}

/**
 * CORS preflight requests (the Fetch standard) get the same response for every route. Every header that a client wants to send is
 * allowed: no cookies are involved, so an unknown header changes nothing, and clients send headers of their own.
 */
function preflight(writer: ResponseWriter): RequestHandler {
  const headersOf = (requested: string | undefined): string[] => [
    'Access-Control-Allow-Methods',
    preflightMethods,
    'Access-Control-Allow-Headers',
    headerNames(requested) || usualHeaders,
    'Access-Control-Max-Age',
    '86400',
  ]
  return (req, res, next) => {
    if (req.method !== 'OPTIONS') return next()
    const { 'access-control-request-method': method, 'access-control-request-headers': requested } = req.headers
    if (method !== undefined) return writer.writeNoContent(req, res, headersOf(requested))
    if (req.url === '*') return writer.writeNoContent(req, res, ['Allow', `${preflightMethods}, OPTIONS`])
    next()
  }
}

/** The valid names (RFC 9110, 5.1) in a comma-separated list. */
function headerNames(list = ''): string {
  const names = list.split(',').map((name) => name.trim())
  return names.filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)).join(', ')
}

/** Paths at which a browser does not expect the page. */
const notOfThePage = /^\/(?:api|docs|health|assets)(?:\/|$)/

/** A person gets the page, which says so; a program gets a problem. */
function notFound({ writer, pageNotFound }: RouterParts): RequestHandler {
  return (req, res) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD'
    const wantsPage = isRead && req.headers.accept?.includes('text/html') && !notOfThePage.test(req.path)
    if (wantsPage && pageNotFound !== null) return writer.write(req, res, pageNotFound, 'miss')
    throw new HttpProblem(404, `there is no route ${req.method} ${quoted(req.path)}`)
  }
}
