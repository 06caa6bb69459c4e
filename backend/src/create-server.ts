import type { Server } from 'node:http'
import type { Config } from './config.js'
import type { Parts } from './create-parts.js'
import { createServices } from './http/create-services.js'
import { createAddressLimit } from './http/limits/address-limit.js'
import { createAdminFailures } from './http/limits/admin.js'
import { createClientAddress } from './http/limits/client-address.js'
import { createConnectionLimits } from './http/limits/connection-limits.js'
import { maxOpenConnections } from './http/limits/descriptor-limit.js'
import type { WorkQueueOptions } from './http/limits/work-queue.js'
import { builtPage, readPage } from './http/page/page-files.js'
import { createViewerFiles } from './http/page/viewer-files.js'
import { createResponseWriter } from './http/response/writer.js'
import { createHttpServer } from './http/server.js'
import type { Clock } from './lib/clock.js'
import { programVersion } from './lib/version.js'
import type { Events } from './observe/events.js'
import { createTally } from './observe/tally.js'

export interface ServerOptions {
  parts: Parts
  clock: Clock
  events: Events
  stopping: AbortSignal
  workQueue: WorkQueueOptions | undefined
  pageDir: string | undefined
}

/** Creates the HTTP server, and what only the server needs. */
export async function createServer(config: Config, options: ServerOptions): Promise<Server> {
  const { clock, events, stopping, workQueue, pageDir } = options
  const { requestDb: db, served } = options.parts
  const parts = {
    ...options.parts,
    db,
    snapshots: served,
    upstreamSnapshots: options.parts.snapshots,
    clock,
    events,
    stopping,
    workQueue,
  }
  const { snapshots, sync } = parts
  const connections = createConnectionLimits({ clock, maxConnections: await maxOpenConnections() })
  const writer = createResponseWriter({
    noteWritten: connections.noteWritten,
    onError: (error) => void events.emit('trouble', { what: 'response_not_written', error }),
    snapshots,
    ttlSeconds: config.cacheTtlSeconds,
    allowedOrigins: config.allowedOrigins,
  })
  const services = createServices({
    ...parts,
    tally: createTally(events),
    page: await readPage(pageDir),
    viewer: createViewerFiles(pageDir ?? builtPage),
    writer,
    upstream: sync.upstream,
    spool: sync.spool,
    version: programVersion(),
    startedAt: clock.now(),
  })
  return createHttpServer({
    ...parts,
    services,
    writer,
    connections,
    clientAddress: createClientAddress(config.trustedProxies),
    rateLimit: config.rateLimit && createAddressLimit({ ...config.rateLimit, clock }),
    adminToken: config.adminToken,
    mcpAccess: { host: config.host, allowedOrigins: config.allowedOrigins },
    adminFailures: createAdminFailures(clock),
  })
}
