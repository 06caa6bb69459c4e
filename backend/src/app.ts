/** The program: creates its parts (create-parts.ts) and its server (create-server.ts), and starts and stops them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Server } from 'node:http'
import type { Config } from './config.js'
import { createParts } from './create-parts.js'
import { createServer } from './create-server.js'
import { builtPage } from './http/page/page-files.js'
import type { WorkQueueOptions } from './http/limits/work-queue.js'
import { createFollowingClock, systemClock, type Clock } from './lib/clock.js'
import { createEvents, type Events } from './observe/events.js'
import { logEvents } from './observe/log-events.js'
import type { Logger } from './observe/logger.js'
import { shutDown } from './shutdown.js'
import { coldStart } from './snapshot/cold-start.js'
import { toleratedSkewMs } from './snapshot/freshness.js'
import type { Revalidation } from './sync/revalidation.js'
import type { SyncContext } from './sync/sync-context.js'
import { thinSyncLogHourly } from './sync/thin-sync-log.js'
import { useDatabase } from './sync/use-database.js'

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
  /** Whether the page is built. */
  hasPage: boolean
  /** Starts the cold start and the timers; resolves when there is a snapshot to serve. */
  start(): Promise<void>
  /** Stops in order; running requests are finished. Serves for another `drainMs`, while `/readyz` reports that it is stopping. */
  stop(options?: { drainMs?: number }): Promise<void>
  /** Reads OVERLAY_FILE again. Never rejects; null: it is not set. */
  reloadOverlay: (() => Promise<void>) | null
}

export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const { log, clock = createFollowingClock(systemClock, toleratedSkewMs), workQueue, pageDir, onProgress } = options
  const events = createEvents()
  logEvents(events, log)
  const stopping = new AbortController()
  const parts = await createParts(config, { log, clock, events, stopping: stopping.signal, onProgress })
  const server = await createServer(config, { parts, clock, events, stopping: stopping.signal, workQueue, pageDir })
  const { db, file, seed, snapshots, sync, revalidation, overlay } = parts
  let delivered: Promise<void> = Promise.resolve()
  const databaseLoaded = useDatabase(db, revalidation, events)
  return {
    server,
    events,
    sync,
    revalidation,
    hasPage: existsSync(join(pageDir ?? builtPage, 'index.html')),
    start: async () => {
      db.start()
      const tiers = {
        database: databaseLoaded,
        databaseIsEmbedded: config.database.kind === 'embedded',
        file: () => file.load(),
        upstream: () => revalidation.revalidate('start'),
        seed: () => seed.load(),
      }
      await coldStart(snapshots, tiers, clock, (what, error) => void events.emit('trouble', { what, error }))
      revalidation.start()
      delivered = Promise.all([parts.watches.run(stopping.signal), parts.mirrors.run(stopping.signal)]).then(() => {})
      overlay?.run(stopping.signal).catch(() => {}) // rejects when the program stops
      thinSyncLogHourly({ db, clock, events }, stopping.signal).catch(() => {}) // rejects when the program stops
    },
    reloadOverlay: overlay && (() => overlay.reload()),
    stop: ({ drainMs = 0 } = {}) =>
      shutDown({ ...parts, stopping, clock, server, upstream: sync.upstream, delivered: () => delivered }, drainMs),
  }
}
