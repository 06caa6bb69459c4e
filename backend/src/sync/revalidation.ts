/**
 * Revalidation: when a newer catalogue is looked for. How is in sync-runner.ts: from PostgreSQL first, and from upstream only if no
 * replica attempted a sync recently. What "recently" means depends on the trigger:
 *
 *   timer        one interval (SYNC_INTERVAL_SECONDS) since the last attempt of any replica
 *   stale        the shorter of TTL and interval, so that a flood of requests for a stale catalogue cannot cause a flood of syncs
 *   start        like stale
 *   invalidate   like stale
 *   refresh      no limit: an administrator's refresh always syncs
 *
 * While PostgreSQL is unavailable the same limits apply, counted from this process's own attempts. Runs are single-flight: a trigger
 * during a run joins it. Only a refresh and an approval wait for their own run.
 */
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { SyncMarks } from '../postgres/queries/newest-sync.js'
import type { FetchResult } from './fetch.js'
import { RunQueue } from './run-queue.js'
import type { SyncContext } from './sync-context.js'
import { SyncRunner, type RevalidationStatus, type SyncSteps } from './sync-runner.js'

export type Trigger = 'start' | 'timer' | 'stale' | 'invalidate'

export interface Revalidation {
  /** Resolves with the sync of this process, or null if none was needed. Never rejects. */
  revalidate(trigger: Trigger): Promise<Sync | null>
  /** Syncs, subject only to the lease and the breaker; null if another replica holds the lease. Rejects if the sync breaks off. */
  refresh(): Promise<Sync | null>
  /** Commits and serves an approved observation; null if another replica holds the lease. Rejects if the sync breaks off. */
  approve(approved: FetchResult): Promise<Sync | null>
  /** Loads a newer catalogue from PostgreSQL. Resolves with null if PostgreSQL is unavailable. */
  loadFromDatabase(): Promise<SyncMarks | null>
  /** Commits the spool, then loads what is new in PostgreSQL. */
  replaySpool(): Promise<void>
  status(): RevalidationStatus
  /** Starts the sync timer and the polling of PostgreSQL. */
  start(): void
  stop(): Promise<void>
}

export interface RevalidationOptions {
  ctx: SyncContext
  intervalMs: number
  ttlMs: number
  /** How often PostgreSQL is polled. NOTIFY is only a hint. */
  pollMs: number
  steps?: SyncSteps
}

/** Stale responses are sent many times a second; at most one of them a second triggers a revalidation. */
const minStaleGapMs = 1_000
const minSleepMs = 50

export function createRevalidation(options: RevalidationOptions): Revalidation {
  return new Revalidator(options)
}

class Revalidator implements Revalidation {
  readonly #ctx: SyncContext
  readonly #intervalMs: number
  readonly #pollMs: number
  readonly #minGapsMs: Readonly<Record<Trigger, number>>
  readonly #stopping = new AbortController()
  readonly #runs = new RunQueue<Sync | null>()
  readonly #runner: SyncRunner
  #nextRefresh: Promise<Sync | null> | null = null
  #triggeredAt = -Infinity

  constructor({ ctx, intervalMs, ttlMs, pollMs, steps }: RevalidationOptions) {
    const shortGapMs = Math.min(ttlMs, intervalMs)
    this.#ctx = ctx
    this.#intervalMs = intervalMs
    this.#pollMs = pollMs
    this.#minGapsMs = { timer: intervalMs, start: shortGapMs, stale: shortGapMs, invalidate: shortGapMs }
    this.#runner = new SyncRunner(ctx, this.#stopping.signal, steps)
  }

  async revalidate(trigger: Trigger): Promise<Sync | null> {
    if (this.#stopping.signal.aborted) return null // requests are still served, and may trigger it, while the program stops
    const now = this.#ctx.clock.now()
    if (trigger === 'stale' && now - this.#triggeredAt < minStaleGapMs) return null
    this.#triggeredAt = now
    try {
      return await this.#runs.joinOrStart(() => this.#runner.run(this.#minGapsMs[trigger]))
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#ctx.events.emit('trouble', { what: 'sync_broke_off', error })
      return null
    }
  }

  /** Refreshes requested before the run starts share it. Later ones get another run, since they want a newer catalogue. */
  refresh(): Promise<Sync | null> {
    this.#nextRefresh ??= this.#runs.startAfterOthers(() => {
      this.#nextRefresh = null
      return this.#runner.run(0)
    })
    return this.#nextRefresh
  }

  approve(approved: FetchResult): Promise<Sync | null> {
    return this.#runs.startAfterOthers(() => this.#runner.approve(approved))
  }

  loadFromDatabase(): Promise<SyncMarks | null> {
    return this.#runner.loadFromDatabase()
  }

  replaySpool(): Promise<void> {
    return this.#runner.replaySpool()
  }

  status(): RevalidationStatus {
    return this.#runner.status()
  }

  start(): void {
    // Both loops end by rejecting when `stop` aborts their sleep.
    this.#syncOnTimer().catch(() => {})
    this.#pollDatabase().catch(() => {})
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the program is stopping'))
    await Promise.allSettled([this.#runs.running(), this.#runner.idle()])
    await this.#ctx.spool.settle() // items in memory would be lost with the process
  }

  async #syncOnTimer(): Promise<void> {
    const { clock } = this.#ctx
    while (!this.#stopping.signal.aborted) {
      const last = this.#runner.lastAttemptAt()
      const dueAt = (last === -Infinity ? clock.now() : last) + this.#intervalMs
      await clock.sleep(Math.max(minSleepMs, dueAt - clock.now()), this.#stopping.signal)
      await this.revalidate('timer')
    }
  }

  async #pollDatabase(): Promise<void> {
    const { clock, spool } = this.#ctx
    while (!this.#stopping.signal.aborted) {
      await clock.sleep(this.#pollMs, this.#stopping.signal)
      await this.loadFromDatabase()
      await spool.settle()
      // Not awaited: the replay may wait for the lease or for an unresponsive server, which only further polls detect.
      if (spool.status().pending > 0) void this.replaySpool()
    }
  }
}
