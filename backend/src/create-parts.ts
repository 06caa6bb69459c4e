import type { Config } from './config.js'
import { createDocumentFiles } from './documents/document-files.js'
import { createDocumentStore } from './documents/document-store.js'
import { createChangeStream } from './history/changes/change-stream.js'
import { createPriceTimelines } from './history/cost/price-timelines.js'
import { createHistoricalCatalogues } from './history/historical-catalogues.js'
import { createPriceHistories } from './history/price-histories.js'
import { showsLifecycle } from './http/bodies/lifecycle.js'
import { createViews } from './http/bodies/catalogue-view.js'
import { createResponseCache } from './http/response/response-cache.js'
import { createServedSnapshots } from './http/served-snapshots.js'
import type { Clock } from './lib/clock.js'
import type { Events } from './observe/events.js'
import type { Logger } from './observe/logger.js'
import { createDiskSpace } from './disk-space.js'
import { listenForSyncs } from './postgres/connection/listen.js'
import { locationFor } from './postgres/connection/location.js'
import { createDatabase } from './postgres/database.js'
import { createClientShares } from './postgres/limits/client-shares.js'
import { createFileTier } from './snapshot/file-tier.js'
import { createLifecycle } from './lifecycle/create-lifecycle.js'
import { createSeedTier } from './snapshot/seed-tier.js'
import { createRevalidation } from './sync/revalidation.js'
import { createSyncContext } from './sync/sync-context.js'
import { enqueueChanges } from './watches/events/enqueue-changes.js'
import { overlaidHistory } from './overlay/overlaid-history.js'
import type { CurrentOverlay } from './overlay/overlay-file.js'
import { createOverlayStore } from './overlay/overlay-store.js'
import { createMirrors, type Mirrors, type MirrorsParts } from './mirrors/create-mirrors.js'
import { createWatches } from './watches/create-watches.js'

const responseCacheBytes = 16 * 1024 ** 2
const longestPollMs = 10_000

export interface PartsOptions {
  log: Logger
  clock: Clock
  events: Events
  /** Aborted when the program is told to stop. */
  stopping: AbortSignal
  onProgress?: ((message: string) => void) | undefined
}

/** The parts of the program that the server and the start and stop use. */
export type Parts = Awaited<ReturnType<typeof createParts>>

/** Creates everything but the server. Nothing is started, except that the database is listened to. */
export async function createParts(config: Config, { log, clock, events, stopping, onProgress }: PartsOptions) {
  const ttlMs = config.cacheTtlSeconds * 1000
  const intervalMs = config.syncIntervalSeconds * 1000
  const responseCache = createResponseCache(responseCacheBytes)
  const views = createViews()
  const file = createFileTier({
    dataDir: config.dataDir,
    now: () => clock.now(),
    onError: (error) => void events.emit('trouble', { what: 'file_tier_not_written', error }),
  })
  const overlay = config.overlayFile === null ? null : await createOverlayStore(config.overlayFile, { clock, events })
  const currentOverlay: CurrentOverlay = () => overlay?.current() ?? null
  const serving = { clock, ttlMs, responseCache, file, events, views, stopping, overlay }
  const { snapshots, served } = createServedSnapshots(serving)
  const db = createDatabase({
    location: locationFor(config, log, onProgress),
    maxConnections: config.database.maxConnections,
    clock,
    onOperation: (operation) => events.emit('database_operation', operation),
  })
  const sync = await createSyncContext(config, { db, snapshots, clock, events, onNews: enqueueChanges })
  const pollMs = Math.min(longestPollMs, intervalMs)
  const revalidation = createRevalidation({ ctx: sync, intervalMs, ttlMs, pollMs })
  const shares = createClientShares(db, clock)
  const documents = createDocumentStore({
    upstream: sync.upstream,
    db: shares.others,
    files: createDocumentFiles(config.dataDir),
    clock,
    events,
    ttlMs,
  })
  const recorded = createHistoricalCatalogues(shares.historical)
  const changeStream = createChangeStream(db, shares.stream)
  events.on('history', () => void changeStream.poll())
  const disk = createDiskSpace({
    dataDir: config.dataDir,
    events,
    clock,
    writtenAt: () => file.status().writtenAt,
  })
  const mirrors = mirrorsOf(config, { db, clock, events })
  const lifecycle = createLifecycle({
    db,
    snapshots,
    mirrors,
    clock,
    events,
    deprecatedDays: config.deprecatedDays,
    onChange: () => void responseCache.invalidate(showsLifecycle),
  })
  return {
    disk,
    responseCache,
    views,
    file,
    seed: createSeedTier(),
    snapshots,
    served,
    overlay,
    currentOverlay,
    db,
    /** The database for requests, other than historical ones and streams. */
    requestDb: shares.others,
    sync,
    revalidation,
    listener: listenForSyncs(db, clock, () => void revalidation.loadFromDatabase()),
    documents,
    changeStream,
    recorded,
    historical: overlay === null ? recorded : overlaidHistory(recorded, currentOverlay),
    priceHistories: createPriceHistories(shares.historical),
    priceTimelines: createPriceTimelines(shares.historical, events),
    mirrors,
    lifecycle,
    watches: await createWatches(config.watches, { db, requestDb: shares.others, snapshots, lifecycle, clock, events }),
  }
}

function mirrorsOf(config: Config, parts: Pick<MirrorsParts, 'db' | 'clock' | 'events'>): Mirrors {
  const { dataDir, upstream, syncIntervalSeconds } = config
  return createMirrors(config.mirrors, {
    ...parts,
    dataDir,
    limits: config,
    maxBytes: upstream.maxBytes,
    intervalMs: syncIntervalSeconds * 1000,
    ...(upstream.proxy && { proxy: upstream.proxy }),
  })
}
