import type { Server } from 'node:http'
import { systemClock } from '../../../src/lib/clock.js'
import type { HttpContext } from '../../../src/http/context.js'
import { createConnectionLimits } from '../../../src/http/limits/connection-limits.js'
import { createResponseCache } from '../../../src/http/response/response-cache.js'
import { createHttpServer } from '../../../src/http/server.js'
import { createResponseWriter } from '../../../src/http/response/writer.js'
import { createEvents, type Events } from '../../../src/observe/events.js'
import { createTally } from '../../../src/observe/tally.js'
import { createAdminFailures } from '../../../src/http/limits/admin.js'
import { createClientAddress } from '../../../src/http/limits/client-address.js'
import { token } from './http-app.js'

/** What no answer may ever hold. */
export const secret = 'Error: a secret at /home/someone/file.ts:1'

/** A context in which whatever a route asks for fails as only a bug can, and the events in which it is told. */
export function createBrokenContext(): { ctx: HttpContext; events: Events } {
  const events = createEvents()
  const broken = (): never =>
    new Proxy({} as never, {
      get: () => {
        throw new Error(secret)
      },
    })
  const snapshots: HttpContext['snapshots'] = broken()
  const fail = (): never => {
    throw new Error(secret)
  }
  const ctx: HttpContext = {
    snapshots,
    cache: Object.assign(createResponseCache(1_000), { invalidate: fail, stats: fail }),
    writer: createResponseWriter({ snapshots, ttlSeconds: 300, allowedOrigins: '*' }),
    connections: createConnectionLimits({ clock: systemClock }),
    revalidation: broken(),
    db: broken(),
    upstream: broken(),
    file: broken(),
    spool: broken(),
    seed: broken(),
    mirror: broken(),
    past: broken(),
    stream: broken(),
    viewer: async () => null,
    page: { document: null, notFound: null, files: new Map() },
    views: Object.assign(fail, { prepare: fail }),
    sync: { events } as HttpContext['sync'],
    clock: systemClock,
    stopping: new AbortController().signal,
    tally: createTally(events),
    clientAddress: createClientAddress([]),
    rateLimit: null,
    adminFailures: createAdminFailures(systemClock),
    adminToken: token,
    version: '0',
    startedAt: 0,
  }
  return { ctx, events }
}

export function createBrokenServer(): { server: Server; events: Events } {
  const { ctx, events } = createBrokenContext()
  return { server: createHttpServer(ctx), events }
}
