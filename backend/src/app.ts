/** The composition root: makes every part and joins them. Nothing here decides anything. */
import type { Server } from 'node:http'
import { systemClock, type Clock } from './lib/clock.js'
import type { Config } from './config.js'
import type { SyncContext } from './sync/sync-context.js'
import { createViews, type Views } from './http/bodies/catalogue-view.js'
import { closeServer } from './http/close-server.js'
import { createConnectionLimits } from './http/limits/connection-limits.js'
import { maxOpenConnections } from './http/limits/descriptor-limit.js'
import { createAddressLimit } from './http/limits/address-limit.js'
import { createAdminFailures } from './http/limits/admin.js'
import { createClientAddress } from './http/limits/client-address.js'
import { createServices } from './http/create-services.js'
import { builtPage, readPage } from './http/page/page-files.js'
import { createViewerFiles } from './http/page/viewer-files.js'
import { createResponseCache, type ResponseCache } from './http/response/response-cache.js'
import { createHttpServer } from './http/server.js'
import { compressResponses, prebuildResponses, type PrebuiltResponses } from './http/response/prebuilt.js'
import { createResponseWriter } from './http/response/writer.js'
import { createHistoricalCatalogues } from './history/historical-catalogues.js'
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
import { createFileTier, type FileTier } from './snapshot/file-tier.js'
import { createSeedTier } from './snapshot/seed-tier.js'
import type { Snapshot } from './snapshot/snapshot.js'
import { createSnapshotStore, type SnapshotStore } from './snapshot/snapshot-store.js'
import { createSyncContext } from './sync/sync-context.js'
import { programVersion } from './lib/version.js'

export interface AppOptions {
  log: Logger
  clock?: Clock
  /** Milliseconds of the processor's time that the program, or its event loop, has used, ever. */
  workedMs?: () => number
  /** Where the build of the page is. */
  pageDir?: string
  /** Told what takes long at a first start, in words for a person. */
  onProgress?: (message: string) => void
}

export interface App {
  /** Made, and not yet listening. */
  server: Server
  events: Events
  sync: SyncContext
  revalidation: Revalidation
  /** Begins the cold start and the timers; resolves as soon as there is a snapshot to serve. */
  start(): Promise<void>
  /** Ends everything in order: requests under way are answered, nothing is left behind. For `drainMs` it serves on, and is not ready. */
  stop(options?: { drainMs?: number }): Promise<void>
}

const responseCacheBytes = 16 * 1024 ** 2
const longestPollMs = 10_000
const thinEveryMs = 3_600_000
/** For a commit that is under way when the program is to stop: the database may have fallen silent. */
const lastCommitMs = 2_000

export async function createApp(
  config: Config,
  { log, clock = systemClock, workedMs, pageDir, onProgress }: AppOptions,
): Promise<App> {
  const events = createEvents()
  logEvents(events, log)
  const trouble = (what: string, error: unknown): void => void events.emit('trouble', { what, error })

  const stopping = new AbortController()
  const cache = createResponseCache(responseCacheBytes)
  const views = createViews()
  const file = createFileTier({
    dataDir: config.dataDir,
    now: () => clock.now(),
    onError: (error) => trouble('file_tier_not_written', error),
  })
  const snapshots = createSnapshots({
    clock,
    ttlMs: config.cacheTtlSeconds * 1000,
    cache,
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
  const revalidation = createRevalidation({ ctx: sync, intervalMs, ttlMs: config.cacheTtlSeconds * 1000, pollMs })
  const listener = listenForSyncs(db, clock, () => void revalidation.loadFromDatabase())
  const seed = createSeedTier()
  const shares = createClientShares(db, clock)
  const mirror = createDocumentStore({
    upstream: sync.upstream,
    db: shares.others,
    files: createDocumentFiles(config.dataDir),
    clock,
    events,
    ttlMs: config.cacheTtlSeconds * 1000,
  })
  const connections = createConnectionLimits({ clock, maxConnections: await maxOpenConnections() })
  const writer = createResponseWriter({
    noteWritten: connections.noteWritten,
    onError: (error) => trouble('response_not_written', error),
    snapshots,
    ttlSeconds: config.cacheTtlSeconds,
    allowedOrigins: config.allowedOrigins,
  })
  const stream = createChangeStream(db, shares.stream)
  events.on('history', () => void stream.poll())
  const services = createServices({
    clock,
    snapshots,
    views,
    historical: createHistoricalCatalogues(shares.historical),
    db: shares.others,
    revalidation,
    documents: mirror,
    changeStream: stream,
    responseCache: cache,
    tally: createTally(events),
    page: await readPage(pageDir),
    viewer: createViewerFiles(pageDir ?? builtPage),
    writer,
    upstream: sync.upstream,
    spool: sync.spool,
    file,
    seed,
    version: programVersion(),
    startedAt: clock.now(),
    stopping: stopping.signal,
  })
  const server = createHttpServer({
    services,
    snapshots,
    writer,
    connections,
    events,
    clock,
    stopping: stopping.signal,
    clientAddress: createClientAddress(config.trustedProxies),
    rateLimit: config.rateLimit && createAddressLimit({ ...config.rateLimit, clock }),
    adminToken: config.adminToken,
    adminFailures: createAdminFailures(clock),
    workedMs,
  })

  const databaseAsked = firstAnswer(db, revalidation, events)
  return {
    server,
    events,
    sync,
    revalidation,
    start: async () => {
      db.start()
      const tiers = {
        database: databaseAsked,
        databaseIsEmbedded: config.database.kind === 'embedded',
        file: () => file.load(),
        upstream: () => revalidation.revalidate('start'),
        seed: () => seed.load(),
      }
      await coldStart(snapshots, tiers, clock, trouble)
      revalidation.start()
      thinHourly({ db, clock, signal: stopping.signal, trouble }).catch(() => {})
    },
    stop: ({ drainMs = 0 } = {}) =>
      stopInOrder(
        { stopping, clock, server, stream, snapshots, revalidation, listener, sync, mirror, file, db },
        drainMs,
      ),
  }
}

interface Running {
  stopping: AbortController
  clock: Clock
  server: Server
  stream: ChangeStream
  snapshots: SnapshotStore
  revalidation: Revalidation
  listener: { close(): Promise<void> }
  sync: SyncContext
  mirror: DocumentStore
  file: FileTier
  db: Database
}

/** Serves for `drainMs` more where there is something to serve, lets what is under way come to its end, and then ends the database. */
async function stopInOrder(
  { stopping, clock, server, stream, snapshots, revalidation, listener, sync, mirror, file, db }: Running,
  drainMs: number,
): Promise<void> {
  stopping.abort(new Error('the program is stopping'))
  stream.end()
  const drainedMs = snapshots.current() === null ? 0 : drainMs
  const [served, synced] = [closeServer(server, clock, drainedMs), revalidation.stop()]
  if (await endsWithin(synced, drainedMs + lastCommitMs, clock)) await served
  await Promise.all([listener.close(), sync.upstream.close(), mirror.idle()])
  await db.close() // whoever still waits for it has no answer then, and keeps what it has in the spool
  await Promise.all([served, synced])
  await file.idle()
}

/**
 * A snapshot is swapped in together with its prebuilt responses. One from upstream or the database is saved to the file tier.
 */
function createSnapshots(parts: {
  clock: Clock
  ttlMs: number
  cache: ResponseCache
  file: FileTier
  events: Events
  views: Views
  stopping: AbortSignal
}): SnapshotStore {
  const { clock, ttlMs, cache, file, events, views, stopping } = parts
  const prebuilt = new WeakMap<Snapshot, PrebuiltResponses>()
  const prebuiltFor = (snapshot: Snapshot): PrebuiltResponses => prebuilt.get(snapshot) ?? new Map()
  const store = createSnapshotStore({
    clock,
    ttlMs,
    prepare: async (candidate) => {
      const responses = await prebuildResponses(candidate, views)
      prebuilt.set(candidate, responses)
      if (store.current() !== null) await compressResponses(responses) // clients wait for the first snapshot: not for this
    },
  })
  const finishSnapshot = async (snapshot: Snapshot): Promise<void> => {
    const wanted = (): boolean => store.current() === snapshot && !stopping.aborted
    await compressResponses(prebuiltFor(snapshot))
    await views(snapshot.catalogue).prepareSearch(wanted)
  }
  events.on('history', (marks) => cache.setHistoryState(marks))
  store.onChange((snapshot, confirmedAt, swapped) => {
    if (swapped) {
      cache.reset(snapshot, prebuiltFor(snapshot))
      events.emit('snapshot', {
        tier: snapshot.tier,
        models: snapshot.catalogue.entries.length,
        ageMs: store.ageMs() ?? 0,
      })
      finishSnapshot(snapshot).catch((error: unknown) => events.emit('trouble', { what: 'work_behind_failed', error }))
    }
    if (snapshot.tier === 'upstream' || snapshot.tier === 'database') void file.save(snapshot, confirmedAt)
  })
  return store
}

/** Joins the database to the rest, and resolves when it has been asked for its catalogue or is known to have no answer. */
function firstAnswer(db: Database, revalidation: Revalidation, events: Events): Promise<void> {
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

async function endsWithin(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const over = new AbortController()
  try {
    return await Promise.race([
      work.then(() => true),
      clock.sleep(ms, over.signal).then(
        () => false,
        () => true,
      ),
    ])
  } finally {
    over.abort(new Error('it has ended'))
  }
}

async function thinHourly({
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
    await thinSyncs(db, clock.now()).catch((error: unknown) => signal.aborted || trouble('sync_log_not_thinned', error)) // the next hour tries again
  }
}
