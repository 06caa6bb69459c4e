/**
 * Revalidation: who looks for something newer, when, and where first. Single-flight in a process.
 *
 * PostgreSQL is asked first, with one cheap query. Is its newest sync newer than what is served: it is loaded. Has anybody
 * asked upstream recently: done. Otherwise this process takes its turn at a sync. What "recently" means depends on who asks:
 *
 *   the timer        one interval (SYNC_INTERVAL_SECONDS), counted from the last attempt of any replica
 *   a stale answer   the shorter of TTL and interval: a flood of requests cannot make a flood of syncs
 *   an administrator not at all (refresh), or as for a stale answer (invalidate)
 *
 * While PostgreSQL is away the same rates hold, counted from this process's own attempts.
 */
import type { Sync } from '@modelkeep/catalog/contract/api'
import type { SyncContext } from './sync-context.js'
import { createDatabaseLoader } from './load-from-database.js'
import { isFromTheFuture } from '../snapshot/freshness.js'
import type { SyncMarks } from '../postgres/queries/newest-sync.js'
import { singleFlight } from '../lib/single-flight.js'
import { replaySpool } from './replay-spool.js'
import type { FetchResult } from './fetch.js'
import { sync as runSync } from './sync.js'

export type Reason = 'start' | 'timer' | 'stale' | 'invalidate'

export interface RevalidationStatus {
  /** The newest sync that this process knows of. */
  lastSync: Sync | null
  /** Times are Unix milliseconds. */
  newestInDatabaseAt: number | null
  /** When PostgreSQL was last asked, and answered. */
  databaseCheckedAt: number | null
  lastUpstreamSuccessAt: number | null
  lastUpstreamError: string | null
}

export interface Revalidation {
  /** Resolves with the sync that this process made, or null when there was no need of one. Never rejects. */
  revalidate(reason: Reason): Promise<Sync | null>
  /** A sync in any case (but for the lease and the breaker); null when another replica holds the lease. Rejects where it breaks off. */
  refresh(): Promise<Sync | null>
  /** Commits and serves an observation that an administrator approved; null when another replica holds the lease. Rejects where it breaks off. */
  approve(approved: FetchResult): Promise<Sync | null>
  /** Loads from PostgreSQL what is newer than what is served. null when PostgreSQL is away. */
  loadFromDatabase(): Promise<SyncMarks | null>
  /** Commits what waits in the spool, then checks the database. */
  replaySpool(): Promise<void>
  status(): RevalidationStatus
  /** Starts the sync timer and the poll. */
  start(): void
  stop(): Promise<void>
}

export interface RevalidationOptions {
  ctx: SyncContext
  intervalMs: number
  ttlMs: number
  /** How often PostgreSQL is asked for news, NOTIFY being only a hint. */
  pollMs: number
  /** What it does when it is time: the real steps, unless many replicas are simulated. */
  steps?: RevalidationSteps
}

export interface RevalidationSteps {
  readDatabase: () => Promise<SyncMarks>
  sync: typeof runSync
  replaySpool: typeof replaySpool
}

/** Stale answers are given many times a second: no more than one of them a second makes us look. */
const betweenLooksMs = 1_000
const shortestSleepMs = 50

export function createRevalidation(options: RevalidationOptions): Revalidation {
  return new Revalidator(options)
}

class Revalidator implements Revalidation {
  readonly #ctx: SyncContext
  readonly #intervalMs: number
  readonly #pollMs: number
  readonly #gaps: Readonly<Record<Reason, number>>
  readonly #stopping = new AbortController()
  readonly #steps: RevalidationSteps
  readonly #check = singleFlight(() => this.#loadFromDatabase())
  readonly #drain = singleFlight(() => this.#replaySpool())
  #running: Promise<Sync | null> | null = null
  #nextRefresh: Promise<Sync | null> | null = null
  #attemptedAt = -Infinity
  #lookedAt = -Infinity
  #marks: SyncMarks | null = null
  #databaseCheckedAt: number | null = null
  #lastSync: Sync | null = null
  #lastUpstreamSuccessAt: number | null = null
  #lastUpstreamError: string | null = null

  constructor({ ctx, intervalMs, ttlMs, pollMs, steps }: RevalidationOptions) {
    const shortGap = Math.min(ttlMs, intervalMs)
    this.#ctx = ctx
    this.#steps = steps ?? { readDatabase: createDatabaseLoader(ctx), sync: runSync, replaySpool }
    this.#intervalMs = intervalMs
    this.#pollMs = pollMs
    this.#gaps = { start: shortGap, timer: intervalMs, stale: shortGap, invalidate: shortGap }
    ctx.events.on('sync', (done) => this.#remember(done))
    ctx.events.on('spool', ({ sync }) => sync && this.#remember(sync))
  }

  revalidate(reason: Reason): Promise<Sync | null> {
    if (this.#stopping.signal.aborted) return Promise.resolve(null) // it serves on for a while, and stale answers ask
    const now = this.#ctx.clock.now()
    if (reason === 'stale' && now - this.#lookedAt < betweenLooksMs) return Promise.resolve(null)
    this.#lookedAt = now
    return (this.#running ?? this.#begin(() => this.#run(this.#gaps[reason]))).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#ctx.events.emit('trouble', { what: 'sync_broke_off', error })
      return null
    })
  }

  /** One for all who ask before it begins; whoever asks later wants to know of a later moment. */
  refresh(): Promise<Sync | null> {
    this.#nextRefresh ??= this.#afterOthers(() => {
      this.#nextRefresh = null
      return this.#run(0)
    })
    return this.#nextRefresh
  }

  approve(approved: FetchResult): Promise<Sync | null> {
    return this.#afterOthers(() => this.#steps.sync(this.#ctx, { skipIfAttemptedSince: null, approved }))
  }

  loadFromDatabase(): Promise<SyncMarks | null> {
    return this.#ctx.db.status().state === 'connected' ? this.#check.run() : Promise.resolve(null)
  }

  replaySpool(): Promise<void> {
    return this.#drain.run()
  }

  status(): RevalidationStatus {
    return {
      lastSync: this.#lastSync,
      newestInDatabaseAt: this.#marks?.newest?.confirmedAt ?? null,
      databaseCheckedAt: this.#databaseCheckedAt,
      lastUpstreamSuccessAt: this.#lastUpstreamSuccessAt,
      lastUpstreamError: this.#lastUpstreamError,
    }
  }

  start(): void {
    this.#keepTime().catch(() => {}) // ends by being stopped
    this.#keepPolling().catch(() => {})
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the program is stopping'))
    await Promise.allSettled([this.#running, this.#check.running(), this.#drain.running()])
    await this.#ctx.spool.settle() // what the disk did not take would be gone with the memory
  }

  /** What is asked for by name does not join a run that may end without it, but comes after it. */
  async #afterOthers(work: () => Promise<Sync | null>): Promise<Sync | null> {
    do await this.#running?.catch(() => {})
    while (this.#running)
    return this.#begin(work)
  }

  #begin(work: () => Promise<Sync | null>): Promise<Sync | null> {
    this.#running = work().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #run(minGapMs: number): Promise<Sync | null> {
    await this.loadFromDatabase()
    const now = this.#ctx.clock.now()
    if (minGapMs > 0 && now - this.#lastAttempt() < minGapMs) return null
    this.#attemptedAt = now
    const done = await this.#steps.sync(this.#ctx, {
      skipIfAttemptedSince: minGapMs > 0 ? now - minGapMs : null,
      signal: this.#stopping.signal,
    })
    if (done === null) await this.loadFromDatabase()
    else if (done.status === 'failed') this.#lastUpstreamError = done.detail
    else this.#lastUpstreamSuccessAt = Date.parse(done.observed_at)
    return done
  }

  /** By any replica, as far as is known; what a file says of before a restart counts, too. */
  #lastAttempt(): number {
    const { snapshots } = this.#ctx
    const confirmedAt = snapshots.current()?.tier === 'seed' ? null : snapshots.confirmedAt()
    const believable = (at: number | null | undefined): number =>
      at == null || isFromTheFuture(at, this.#ctx.clock.now()) ? -Infinity : at
    return Math.max(...[this.#attemptedAt, this.#marks?.attemptedAt, this.#marks?.askedAt, confirmedAt].map(believable))
  }

  async #loadFromDatabase(): Promise<SyncMarks | null> {
    const askedAt = this.#ctx.clock.now()
    try {
      this.#marks = await this.#steps.readDatabase()
      this.#databaseCheckedAt = askedAt
      return this.#marks
    } catch (error) {
      this.#ctx.events.emit('trouble', { what: 'database_check_failed', error })
      return null
    }
  }

  async #replaySpool(): Promise<void> {
    try {
      await this.loadFromDatabase()
      if (this.#ctx.spool.status().pending === 0 || this.#ctx.db.status().state !== 'connected') return
      await this.#steps.replaySpool(this.#ctx, this.#stopping.signal)
      await this.loadFromDatabase()
    } catch (error) {
      this.#ctx.events.emit('trouble', { what: 'spool_not_drained', error })
    }
  }

  async #keepTime(): Promise<void> {
    const { clock } = this.#ctx
    while (!this.#stopping.signal.aborted) {
      const last = this.#lastAttempt()
      const due = (last === -Infinity ? clock.now() : last) + this.#intervalMs
      await clock.sleep(Math.max(shortestSleepMs, due - clock.now()), this.#stopping.signal)
      await this.revalidate('timer')
    }
  }

  async #keepPolling(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#ctx.clock.sleep(this.#pollMs, this.#stopping.signal)
      await this.loadFromDatabase()
      await this.#ctx.spool.settle()
      // Not waited for: it may have to wait for its turn, or for a server that does not answer, and only polls find out about that.
      if (this.#ctx.spool.status().pending > 0) void this.replaySpool()
    }
  }

  #remember(done: Sync): void {
    if (this.#lastSync === null || done.observed_at >= this.#lastSync.observed_at) this.#lastSync = done
  }
}
