/**
 * The HTTP server. A request passes these stages in order, and the first that has a response writes it: cached response, rate limit,
 * work queue, router.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Clock } from '../lib/clock.js'
import type { AccessOptions } from '../mcp/access.js'
import { createMcpEndpoint } from '../mcp/endpoint.js'
import { createRouteApi } from '../mcp/route-api.js'
import type { Events } from '../observe/events.js'
import type { SnapshotReader } from '../snapshot/snapshot-store.js'
import { createLateRouter } from './late-router.js'
import { createAdminGuard } from './limits/admin.js'
import type { AddressLimit } from './limits/address-limit.js'
import type { ClientAddress } from './limits/client-address.js'
import type { ConnectionLimits } from './limits/connection-limits.js'
import { createQueueing } from './limits/queueing.js'
import { createLoadShedding } from './limits/load-shedding.js'
import { limitRate } from './limits/rate-limit.js'
import { createWorkQueue, type WorkQueueOptions } from './limits/work-queue.js'
import { createMessages } from './messages.js'
import { handleProtocolErrors } from './protocol-errors.js'
import { createRequestCounter } from './request-counter.js'
import { originForm, refuseBadTarget } from './request-target.js'
import { createResponder, type Responder } from './responder.js'
import { createErrorWriter } from './response/error-response.js'
import { requestId } from './response/headers.js'
import { HttpProblem } from './response/problem.js'
import type { ResponseWriter } from './response/writer.js'
import { createRouteMatcher } from './route-matcher.js'
import { allRoutes } from './routes/routes.js'
import type { ServicesOfRoutes } from './services.js'

export interface HttpServerParts {
  services: ServicesOfRoutes
  snapshots: SnapshotReader
  writer: ResponseWriter
  connections: ConnectionLimits
  events: Events
  clock: Clock
  /** Aborted when the program is told to stop. */
  stopping: AbortSignal
  clientAddress: ClientAddress
  /** null: off. */
  rateLimit: AddressLimit | null
  /** null: administration is off. */
  adminToken: string | null
  adminFailures: AddressLimit
  /** Which hosts and origins may use `/mcp`. */
  mcpAccess: AccessOptions
  workQueue?: WorkQueueOptions | undefined
}

const nodeLimits = {
  requestTimeout: 30_000,
  headersTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
}

const longestLoggedPath = 300

export function createHttpServer(parts: HttpServerParts): Server {
  const { services, snapshots, writer, connections, events, stopping } = parts
  const { responseCache, revalidation, tally, page } = services
  const routes = allRoutes(page)
  const match = createRouteMatcher(routes)
  const counter = createRequestCounter(tally.requests, (url) => match(url).label)
  const writeError = createErrorWriter({ writer, events })
  const shed = createLoadShedding({ ...parts, tally })
  const queue = createWorkQueue(parts.workQueue)
  const mustWait = createQueueing(parts)
  const messages = createMessages()
  const revalidateIfStale = (): void => {
    if (snapshots.state() === 'stale') void revalidation.revalidate('stale')
  }
  const responderOf = createHandlers(parts, revalidateIfStale)
  const route = createLateRouter({
    routes,
    responderOf,
    guardAdmin: createAdminGuard({ ...parts, tally }),
    writer,
    writeError,
    streams: parts,
    messages,
    isModel: (id) => snapshots.current()?.catalogue.byId.has(id) ?? false,
    pageNotFound: page.notFound,
  })

  /** Serves a cached response, whose age may be any; a stale one starts a revalidation in the background. */
  function serveCached(req: IncomingMessage, res: ServerResponse, startedAt: number): boolean {
    const cached = isRead(req) ? responseCache.get(req.url!) : undefined
    if (cached === undefined) return false
    revalidateIfStale()
    writer.write(req, res, cached, 'hit')
    counter.hit(req, res, cached, startedAt)
    return true
  }

  /** Counts and logs a request that is neither cached nor shed, once it is over. */
  function observe(req: IncomingMessage, res: ServerResponse, startedAt: number): void {
    const { method = '', url = '' } = req
    counter.other(req, res, startedAt, (ms) => {
      const path = url.split('?', 1)[0]!.slice(0, longestLoggedPath)
      events.emit('request', { id: requestId(req), method, path, status: res.statusCode, ms })
    })
  }

  function handle(req: IncomingMessage, res: ServerResponse, startedAt: number): void {
    observe(req, res, startedAt)
    try {
      refuseMalformed(req)
      route(req, res)
    } catch (error) {
      writeError(error, req, res)
    }
  }

  /** Handles a request when the requests before it have been; sheds it if that takes too long. */
  function enqueue(req: IncomingMessage, res: ServerResponse, startedAt: number): void {
    queue.add(parts.clientAddress(req), {
      handle: () => handle(req, res, startedAt),
      shed: () => (shed(req, res), counter.ready(req, res, startedAt)),
      isGone: () => req.socket.destroyed,
    })
  }

  const onRequest: RequestListener = (req, res) => {
    const startedAt = performance.now()
    connections.noteRequest(req, res)
    if (stopping.aborted) res.shouldKeepAlive = false // lets the client move to another replica
    req.url = originForm(req.url ?? '/')
    try {
      if (serveCached(req, res, startedAt)) return
      const { load } = match(req.url)
      limitRate({ ...parts, tally }, req, load)
      if (mustWait(req, load)) enqueue(req, res, startedAt)
      else handle(req, res, startedAt)
    } catch (error) {
      observe(req, res, startedAt)
      writeError(error, req, res) // an uncaught exception would end the program
    }
  }

  // refuseMalformed checks Host: Node's own response to a missing one has no explanation.
  const server = createServer({ ...nodeLimits, ...messages.classes, requireHostHeader: false }, onRequest)
  connections.watch(server)
  server.on('checkExpectation', onRequest) // an unknown expectation may be ignored (RFC 9110, 10.1.1)
  handleProtocolErrors(server, { ...parts, onMalformed: (status) => counter.unreadable(status) })
  return server
}

/** The handlers of all routes. The endpoint for agents is one of them, and uses the others. */
function createHandlers(parts: HttpServerParts, revalidateIfStale: () => void): Responder {
  const { services, snapshots, events, clock } = parts
  const mcp = createMcpEndpoint({
    api: createRouteApi({
      responderOf: (route) => responderOf(route),
      cache: services.responseCache,
      ageMsOf: (origin) => snapshots.ageMsOf(origin),
      now: () => clock.now(),
    }),
    access: parts.mcpAccess,
    onFailure: (error) => void events.emit('trouble', { what: 'mcp_request_failed', error }),
  })
  const responderOf = createResponder({
    services: { ...services, mcp },
    cache: services.responseCache,
    revalidateIfStale,
    historyCheckedAt: () => services.revalidation.status().databaseCheckedAt,
  })
  return responderOf
}

function isRead({ method, headers, httpVersion }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.host !== undefined || httpVersion === '1.0')
}

/** @throws HttpProblem 400 */
function refuseMalformed({ method, url = '', headers, httpVersion }: IncomingMessage): void {
  if (headers.host === undefined && httpVersion === '1.1') throw new HttpProblem(400, 'the Host header is missing')
  if (!(url === '*' && method === 'OPTIONS')) refuseBadTarget(url)
}
