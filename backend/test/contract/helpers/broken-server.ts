import type { Server } from 'node:http'
import { createAdminFailures } from '../../../src/http/limits/admin.js'
import { createClientAddress } from '../../../src/http/limits/client-address.js'
import { createConnectionLimits } from '../../../src/http/limits/connection-limits.js'
import { createResponseCache } from '../../../src/http/response/response-cache.js'
import { createResponseWriter } from '../../../src/http/response/writer.js'
import { createHttpServer, type HttpServerParts } from '../../../src/http/server.js'
import { systemClock } from '../../../src/lib/clock.js'
import { createEvents, type Events } from '../../../src/observe/events.js'
import { createTally } from '../../../src/observe/tally.js'
import { token } from './http-app.js'

/** Text that no response may contain. */
export const secret = 'Error: a secret at /home/someone/file.ts:1'

function fail(): never {
  throw new Error(secret)
}

/** Throws on any use. */
function broken(): never {
  return new Proxy(fail as never, { get: fail })
}

/** The parts of a server in which every service that a route uses throws, and the events that report it. */
export function createBrokenParts(): HttpServerParts & { events: Events } {
  const events = createEvents()
  const snapshots: HttpServerParts['snapshots'] = broken()
  return {
    services: {
      clock: systemClock,
      tally: createTally(events),
      page: { document: null, notFound: null, documents: null, files: new Map() },
      viewer: async () => null,
      responseCache: Object.assign(createResponseCache(1_000), { invalidate: fail, stats: fail }),
      currentSnapshot: fail,
      servedSnapshot: fail,
      confirmedAt: fail,
      invalidateSnapshot: fail,
      metricsText: fail,
      views: broken(),
      historical: broken(),
      recorded: broken(),
      currentOverlay: fail,
      priceHistories: broken(),
      priceTimelines: broken(),
      costs: broken(),
      db: broken(),
      revalidation: broken(),
      documents: broken(),
      changeStream: broken(),
      health: broken(),
      mirrors: broken(),
      lifecycle: broken(),
      watches: broken(),
      contract: broken(),
    },
    snapshots,
    writer: createResponseWriter({ snapshots, ttlSeconds: 300, allowedOrigins: '*' }),
    connections: createConnectionLimits({ clock: systemClock }),
    events,
    clock: systemClock,
    stopping: new AbortController().signal,
    clientAddress: createClientAddress([]),
    rateLimit: null,
    adminToken: token,
    mcpAccess: { host: '127.0.0.1', allowedOrigins: '*' },
    adminFailures: createAdminFailures(systemClock),
  }
}

export function createBrokenServer(): { server: Server; events: Events } {
  const parts = createBrokenParts()
  return { server: createHttpServer(parts), events: parts.events }
}
