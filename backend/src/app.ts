/** The composition root: creates every part and connects them. It contains no logic of its own. */
import type { Server } from 'node:http'
import { systemClock, type Clock } from './lib/clock.js'
import type { Config } from './config.js'
import type { SyncContext } from './sync/sync-context.js'
import { createViews, type Views } from './http/bodies/catalogue-view.js'
import { createConnectionLimits } from './http/limits/connection-limits.js'
import { maxOpenConnections } from './http/limits/descriptor-limit.js'
import { createAddressLimit } from './http/limits/address-limit.js'
import { createAdminFailures } from './http/limits/admin.js'
import { createClientAddress } from './http/limits/client-address.js'
import type { WorkQueueOptions } from './http/limits/work-queue.js'
import { createServices } from './http/create-services.js'
import { builtPage, readPage } from './http/page/page-files.js'
import { createViewerFiles } from './http/page/viewer-files.js'
import { createResponseCache, type ResponseCache } from './http/response/response-cache.js'
import { createHttpServer } from './http/server.js'
import { createServedSnapshots } from './http/served-snapshots.js'
import { createResponseWriter } from './http/response/writer.js'
import { createHistoricalCatalogues, type HistoricalCatalogues } from './history/historical-catalogues.js'
import { createChangeStream, type ChangeStream } from './history/changes/change-stream.js'
import { createDocumentFiles } from './documents/document-files.js'
import { createDocumentStore, type DocumentStore } from './documents/document-store.js'
import { createEvents, type Events } from './observe/events.js'
import { logEvents } from './observe/log-events.js'
import type { Logger } from './observe/logger.js'
import { createClientShares } from './postgres/limits/client-shares.js'
import { createTally } from './observe/tally.js'
import { locationFor } from './postgres/connection/location.js'
import { createDatabase, type Database } from './postgres/database.js'
import { listenForSyncs } from './postgres/connection/listen.js'
import { thinSyncs } from './postgres/queries/thin-syncs.js'
import { createRevalidation, type Revalidation } from './sync/revalidation.js'
import { coldStart } from './snapshot/cold-start.js'
import type { SnapshotStore } from './snapshot/snapshot-store.js'
import { createFileTier, type FileTier } from './snapshot/file-tier.js'
import { createSeedTier, type SeedTier } from './snapshot/seed-tier.js'
import { createSyncContext } from './sync/sync-context.js'
import { programVersion } from './lib/version.js'
import { shutDown } from './shutdown.js'

export interface AppOptions {
  log: Logger
  clock?: Clock
  /** For tests that must not shed, or must. */
  workQueue?: WorkQueueOptions
  /** The folder of the built page. */
  pageDir?: string
  /** Called with a message for a person when a first start takes long. */
  onProgress?: (message: string) => void
}

export interface App {
  /** Created, but not yet listening. */
  server: Server
  events: Events
  sync: SyncContext
  revalidation: Revalidation
  /** Starts the cold start and the timers; resolves when there is a snapshot to serve. */
  start(): Promise<void>
  /** Stops in order; running requests are finished. Serves for another `drainMs`, while `/readyz` reports that it is stopping. */
  stop(options?: { drainMs?: number }): Promise<void>
}

const responseCacheBytes = 16 * 1024 ** 2
const longestPollMs = 10_000
const thinEveryMs = 3_600_000

export async function createApp(
  config: Config,
  { log, clock = systemClock, workQueue, pageDir, onProgress }: AppOptions,
): Promise<App> {
  const events = createEvents()
  logEvents(events, log)
  const trouble = (what: string, error: unknown): void => void events.emit('trouble', { what, error })

  const ttlMs = config.cacheTtlSeconds * 1000
  const stopping = new AbortController()
  const responseCache = createResponseCache(responseCacheBytes)
  const views = createViews()
  const file = createFileTier({
    dataDir: config.dataDir,
    now: () => clock.now(),
    onError: (error) => trouble('file_tier_not_written', error),
  })
  const snapshots = createServedSnapshots({
    clock,
    ttlMs,
    responseCache,
    file,
    events,
    views,
    stopping: stopping.signal,
  })
  const db = createDatabase({
    location: locationFor(config, log, onProgress),
    maxConnections: config.database.maxConnections,
    clock,
    onOperation: (operation) => events.emit('database_operation', operation),
  })
  const sync = await createSyncContext(config, { db, snapshots, clock, events })
  const intervalMs = config.syncIntervalSeconds * 1000
  const pollMs = Math.min(longestPollMs, intervalMs)
  const revalidation = createRevalidation({ ctx: sync, intervalMs, ttlMs, pollMs })
  const listener = listenForSyncs(db, clock, () => void revalidation.loadFromDatabase())
  const seed = createSeedTier()
  const shares = createClientShares(db, clock)
  const documents = createDocumentStore({
    upstream: sync.upstream,
    db: shares.others,
    files: createDocumentFiles(config.dataDir),
    clock,
    events,
    ttlMs,
  })
  const changeStream = createChangeStream(db, shares.stream)
  events.on('history', () => void changeStream.poll())
  const server = await createServer(config, {
    clock,
    snapshots,
    views,
    historical: createHistoricalCatalogues(shares.historical),
    db: shares.others,
    revalidation,
    documents,
    changeStream,
    responseCache,
    events,
    sync,
    file,
    seed,
    stopping: stopping.signal,
    workQueue,
    pageDir,
  })

  const databaseLoaded = firstDatabaseLoad(db, revalidation, events)
  return {
    server,
    events,
    sync,
    revalidation,
    start: async () => {
      db.start()
      const tiers = {
        database: databaseLoaded,
        databaseIsEmbedded: config.database.kind === 'embedded',
        file: () => file.load(),
        upstream: () => revalidation.revalidate('start'),
        seed: () => seed.load(),
      }
      await coldStart(snapshots, tiers, clock, trouble)
      revalidation.start()
      thinSyncLogHourly({ db, clock, signal: stopping.signal, trouble }).catch(() => {})
    },
    stop: ({ drainMs = 0 } = {}) =>
      shutDown(
        {
          stopping,
          clock,
          server,
          changeStream,
          snapshots,
          revalidation,
          listener,
          upstream: sync.upstream,
          documents,
          file,
          db,
        },
        drainMs,
      ),
  }
}

interface ServerParts {
  clock: Clock
  snapshots: SnapshotStore
  views: Views
  historical: HistoricalCatalogues
  db: Database
  revalidation: Revalidation
  documents: DocumentStore
  changeStream: ChangeStream
  responseCache: ResponseCache
  events: Events
  sync: SyncContext
  file: FileTier
  seed: SeedTier
  stopping: AbortSignal
  workQueue: AppOptions['workQueue']
  pageDir: AppOptions['pageDir']
}

/** The HTTP server, and what only it needs. */
async function createServer(config: Config, parts: ServerParts): Promise<Server> {
  const { clock, snapshots, events, sync, pageDir } = parts
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
    adminFailures: createAdminFailures(clock),
  })
}

/**
 * Reports the database's states, and uses it whenever it is connected. Resolves when its catalogue has been loaded once, or when it is
 * known to be unavailable.
 */
function firstDatabaseLoad(db: Database, revalidation: Revalidation, events: Events): Promise<void> {
  return new Promise((resolve) => {
    if (db.status().state === 'off') resolve()
    db.onChange((status, previous) => {
      const { state, since, description, lastError: error } = status
      events.emit('database', { state, previous: previous.state, afterMs: since - previous.since, description, error })
      if (state === 'connected') void revalidation.replaySpool()
      if (state === 'connected') void revalidation.loadFromDatabase().then(() => resolve())
      else if (state !== 'starting') resolve()
    })
  })
}

/** Thins the sync log once an hour. Rejects when `signal` is aborted. */
async function thinSyncLogHourly({
  db,
  clock,
  signal,
  trouble,
}: {
  db: Database
  clock: Clock
  signal: AbortSignal
  trouble: (what: string, error: unknown) => void
}): Promise<void> {
  for (;;) {
    await clock.sleep(thinEveryMs, signal)
    if (db.status().state !== 'connected') continue
    await thinSyncs(db, clock.now()).catch((error: unknown) => signal.aborted || trouble('sync_log_not_thinned', error))
  }
}
