import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { singleFlight } from '../lib/single-flight.js'
import type { SyncMarks } from '../postgres/queries/newest-sync.js'
import { isFromTheFuture } from '../snapshot/freshness.js'
import type { FetchResult } from './fetch.js'
import { createDatabaseLoader } from './load-from-database.js'
import { replaySpool } from './replay-spool.js'
import type { SyncContext } from './sync-context.js'
import { sync } from './sync.js'

export interface RevalidationStatus {
  /** The newest sync that this process knows of. */
  lastSync: Sync | null
  /** Times are Unix milliseconds. */
  newestInDatabaseAt: number | null
  /** When PostgreSQL last responded. */
  databaseCheckedAt: number | null
  lastUpstreamSuccessAt: number | null
  lastUpstreamError: string | null
}

/** The operations on the outside world. Replaced where many replicas are simulated. */
export interface SyncSteps {
  readDatabase: () => Promise<SyncMarks>
  sync: typeof sync
  replaySpool: typeof replaySpool
}

/**
 * How a catalogue is revalidated: from PostgreSQL first, and from upstream only if no replica attempted a sync recently. Keeps the
 * times that decide what is recent, and the status.
 */
export class SyncRunner {
  readonly #ctx: SyncContext
  readonly #signal: AbortSignal
  readonly #steps: SyncSteps
  readonly #load = singleFlight(() => this.#loadFromDatabase())
  readonly #replay = singleFlight(() => this.#replaySpool())
  #attemptedAt = -Infinity
  #marks: SyncMarks | null = null
  readonly #status: Omit<RevalidationStatus, 'newestInDatabaseAt'> = {
    lastSync: null,
    databaseCheckedAt: null,
    lastUpstreamSuccessAt: null,
    lastUpstreamError: null,
  }

  constructor(ctx: SyncContext, signal: AbortSignal, steps?: SyncSteps) {
    this.#ctx = ctx
    this.#signal = signal
    this.#steps = steps ?? { readDatabase: createDatabaseLoader(ctx), sync, replaySpool }
    ctx.events.on('sync', (done) => this.#recordSync(done))
    ctx.events.on('spool', (event) => event.sync && this.#recordSync(event.sync))
  }

  /**
   * Loads what is new in PostgreSQL, then syncs unless any replica attempted a sync within `minGapMs` (0: sync in any case, even while
   * requests to upstream are suspended). Resolves with null if there was no sync.
   */
  async run(minGapMs: number): Promise<Sync | null> {
    await this.loadFromDatabase()
    const now = this.#ctx.clock.now()
    if (minGapMs > 0 && now - this.lastAttemptAt() < minGapMs) return null
    this.#attemptedAt = now
    const skipIfAttemptedSince = minGapMs > 0 ? now - minGapMs : null
    const done = await this.#steps.sync(this.#ctx, {
      skipIfAttemptedSince,
      signal: this.#signal,
      force: minGapMs === 0,
    })
    if (done === null) await this.loadFromDatabase()
    else if (done.status === 'failed') this.#status.lastUpstreamError = done.detail
    else this.#status.lastUpstreamSuccessAt = Date.parse(done.observed_at)
    return done
  }

  /** Commits an observation that an administrator approved. */
  approve(approved: FetchResult): Promise<Sync | null> {
    return this.#steps.sync(this.#ctx, { skipIfAttemptedSince: null, approved })
  }

  /** Loads a newer catalogue from PostgreSQL. Resolves with null if PostgreSQL is unavailable. */
  loadFromDatabase(): Promise<SyncMarks | null> {
    return this.#ctx.db.status().state === 'connected' ? this.#load.run() : Promise.resolve(null)
  }

  replaySpool(): Promise<void> {
    return this.#replay.run()
  }

  /**
   * When a replica last attempted a sync, as far as this process knows; -Infinity if never. Includes the confirmation time of a
   * snapshot from the file, which was synced before a restart. Times from a wrong clock do not count.
   */
  lastAttemptAt(): number {
    const { snapshots, clock } = this.#ctx
    const confirmedAt = snapshots.current()?.tier === 'seed' ? null : snapshots.confirmedAt()
    const times = [this.#attemptedAt, this.#marks?.attemptedAt, this.#marks?.fetchStartedAt, confirmedAt]
    return Math.max(-Infinity, ...times.filter((at) => at != null).filter((at) => !isFromTheFuture(at, clock.now())))
  }

  status(): RevalidationStatus {
    return { ...this.#status, newestInDatabaseAt: this.#marks?.newest?.confirmedAt ?? null }
  }

  /** Resolves when no load and no replay is in progress. Never rejects. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.#load.running(), this.#replay.running()])
  }

  async #loadFromDatabase(): Promise<SyncMarks | null> {
    const startedAt = this.#ctx.clock.now()
    try {
      this.#marks = await this.#steps.readDatabase()
      this.#status.databaseCheckedAt = startedAt
      return this.#marks
    } catch (error) {
      this.#ctx.events.emit('trouble', { what: 'database_check_failed', error })
      return null
    }
  }

  async #replaySpool(): Promise<void> {
    const { spool, db, events } = this.#ctx
    try {
      await this.loadFromDatabase()
      if (spool.status().pending === 0 || db.status().state !== 'connected') return
      await this.#steps.replaySpool(this.#ctx, this.#signal)
      await this.loadFromDatabase()
    } catch (error) {
      events.emit('trouble', { what: 'spool_replay_failed', error })
    }
  }

  #recordSync(done: Sync): void {
    const { lastSync } = this.#status
    if (lastSync === null || done.observed_at >= lastSync.observed_at) this.#status.lastSync = done
  }
}
