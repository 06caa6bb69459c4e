/** The composition root: makes every part and joins them. Nothing here decides anything. */
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { hostname } from 'node:os'
import { systemClock, type Clock } from './clock.js'
import type { Config } from './config.js'
import type { SyncContext } from './context.js'
import { createResponseCache, type ResponseCache } from './http/response-cache.js'
import { createHttpServer } from './http/server.js'
import { warmEntries } from './http/warm.js'
import { createWriter } from './http/write-entry.js'
import { createEvents, type Events } from './observe/events.js'
import { logEvents } from './observe/log-events.js'
import type { Logger } from './observe/logger.js'
import { locationFor } from './postgres/connection.js'
import { createDatabase, type Database } from './postgres/database.js'
import { listenForSyncs } from './postgres/listen.js'
import { thinSyncs } from './postgres/queries/thin-syncs.js'
import { createRevalidation, type Revalidation } from './revalidation.js'
import { coldStart } from './snapshot/cold-start.js'
import { createFileTier, type FileTier } from './snapshot/file-tier.js'
import { loadSeed } from './snapshot/seed-tier.js'
import type { Snapshot } from './snapshot/snapshot.js'
import { createSnapshotStore, type SnapshotStore } from './snapshot/snapshot-store.js'
import { openSpool } from './snapshot/spool.js'
import { createUpstream } from './upstream/client.js'
import { version } from './version.js'

export interface AppOptions {
  log: Logger
  clock?: Clock
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
  /** Ends everything in order: requests under way are answered, nothing is left behind. */
  stop(): Promise<void>
}

const responseCacheBytes = 64 * 1024 ** 2
const longestLeaseMs = 15_000
const longestPollMs = 10_000
const thinEveryMs = 3_600_000

export async function createApp(config: Config, { log, clock = systemClock, onProgress }: AppOptions): Promise<App> {
  const events = createEvents()
  logEvents(events, log)
  const trouble = (what: string, error: unknown): void => void events.emit('trouble', { what, error })

  const cache = createResponseCache(responseCacheBytes)
  const file = createFileTier({ dataDir: config.dataDir, now: () => clock.now(), onError: (error) => trouble('file_tier_not_written', error) })
  const snapshots = createSnapshots({ clock, ttlMs: config.cacheTtlSeconds * 1000, cache, file, events })
  const spool = await openSpool(config.dataDir)
  const db = createDatabase({ location: locationFor(config, log, onProgress), maxConnections: config.database.kind === 'off' ? 1 : config.database.maxConnections, clock })
  const upstream = createUpstream({ ...config.upstream, apiKey: config.upstream.apiKey ?? undefined, clock, onAttempt: (attempt) => events.emit('upstream_attempt', attempt) })

  const intervalMs = config.syncIntervalSeconds * 1000
  const leaseTtlMs = Math.max(2_000, Math.min(longestLeaseMs, intervalMs))
  const sync: SyncContext = { upstream, db, snapshots, spool, clock, events, holder: `${hostname()}/${randomUUID()}`, maxShrinkPercent: config.maxShrinkPercent, leaseTtlMs }
  const revalidation = createRevalidation({ ctx: sync, intervalMs, ttlMs: config.cacheTtlSeconds * 1000, pollMs: Math.min(longestPollMs, intervalMs) })
  const listener = listenForSyncs(db, clock, () => void revalidation.checkDatabase())
  const seed = { asOf: null as number | null, modelCount: null as number | null }
  const writer = createWriter({ snapshots, ttlSeconds: config.cacheTtlSeconds, allowedOrigins: config.allowedOrigins })
  const server = createHttpServer({ snapshots, cache, writer, revalidation, db, upstream, file, spool, seed, sync, clock, adminToken: config.adminToken, version, startedAt: clock.now() })

  const databaseAsked = firstAnswer(db, revalidation, events)
  const stopping = new AbortController()
  return {
    server,
    events,
    sync,
    revalidation,
    start: async () => {
      db.start()
      const tiers = {
        database: databaseAsked,
        file: () => file.load(),
        upstream: () => revalidation.revalidate('start'),
        seed: async () => {
          const snapshot = await loadSeed()
          Object.assign(seed, { asOf: snapshot.confirmedAt, modelCount: snapshot.catalogue.entries.length })
          return snapshot
        },
      }
      await coldStart(snapshots, tiers, clock, trouble)
      revalidation.start()
      thinHourly(db, clock, stopping.signal).catch(() => {})
    },
    stop: async () => {
      stopping.abort(new Error('the program is stopping'))
      await closeServer(server)
      await revalidation.stop()
      await listener.close()
      await file.idle()
      await db.close()
      await upstream.close()
    },
  }
}

/** A snapshot that is swapped in brings its warm answers along; what comes from a real tier is kept in the file. */
function createSnapshots(parts: { clock: Clock; ttlMs: number; cache: ResponseCache; file: FileTier; events: Events }): SnapshotStore {
  const { clock, ttlMs, cache, file, events } = parts
  const warm = new WeakMap<Snapshot, Awaited<ReturnType<typeof warmEntries>>>()
  const store = createSnapshotStore({
    clock,
    ttlMs,
    prepare: async (candidate) => {
      warm.set(candidate, await warmEntries(candidate))
    },
  })
  store.onChange((snapshot, confirmedAt, swapped) => {
    if (swapped) {
      cache.renew(snapshot, warm.get(snapshot) ?? new Map())
      events.emit('snapshot', { tier: snapshot.tier, models: snapshot.catalogue.entries.length, ageMs: store.ageMs() ?? 0 })
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
      events.emit('database', { status, previous })
      if (status.state === 'connected') void revalidation.databaseIsBack()
      if (status.state === 'connected') void revalidation.checkDatabase().then(() => resolve())
      else if (status.state !== 'starting') resolve()
    })
  })
}

async function thinHourly(db: Database, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(thinEveryMs, signal)
    if (db.status().state === 'connected') await thinSyncs(db, clock.now()).catch(() => {}) // the next hour tries again
  }
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  await closed
}
