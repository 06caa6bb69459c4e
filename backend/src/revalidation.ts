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
import type { Sync } from '@modelkeep/catalog/api'
import type { SyncContext } from './context.js'
import { loadBaseline } from './postgres/load-baseline.js'
import { newestSync, type SyncMarks } from './postgres/queries/newest-sync.js'
import { drainSpool } from './stages/drain-spool.js'
import { sync } from './sync.js'

export type Reason = 'start' | 'timer' | 'stale' | 'invalidate' | 'refresh'

export interface Revalidation {
  /** Resolves with the sync that this process made, or null when there was no need of one. Never rejects. */
  revalidate(reason: Reason): Promise<Sync | null>
  /** A sync in any case (but for the lease and the breaker); null when another replica holds the lease. */
  refresh(): Promise<Sync | null>
  /** Loads from PostgreSQL what is newer than what is served. null when PostgreSQL is away. */
  checkDatabase(): Promise<SyncMarks | null>
  /** Commits what waits in the spool, then checks the database. */
  databaseIsBack(): Promise<void>
  /** The newest sync that this process knows of, and when the database's newest was observed (Unix milliseconds). */
  status(): { lastSync: Sync | null; newestInDatabaseAt: number | null; lastUpstreamSuccessAt: number | null; lastUpstreamError: string | null }
  /** Starts the sync timer and the poll. */
  start(): void
  stop(): Promise<void>
}

/** Stale answers are given many times a second: no more than one of them a second makes us look. */
const betweenLooksMs = 1_000

export interface RevalidationOptions {
  ctx: SyncContext
  intervalMs: number
  ttlMs: number
  /** How often PostgreSQL is asked for news, NOTIFY being only a hint. */
  pollMs: number
}

export function createRevalidation({ ctx, intervalMs, ttlMs, pollMs }: RevalidationOptions): Revalidation {
  const stopping = new AbortController()
  let running: Promise<Sync | null> | null = null
  let checking: Promise<SyncMarks | null> | null = null
  let draining: Promise<void> | null = null
  let attemptedAt = -Infinity
  let lookedAt = -Infinity
  let lastSync: Sync | null = null
  let marks: SyncMarks | null = null
  let lastUpstreamSuccessAt: number | null = null
  let lastUpstreamError: string | null = null

  const remember = (sync: Sync | undefined): void => {
    if (sync && (lastSync === null || sync.observed_at >= lastSync.observed_at)) lastSync = sync
  }
  ctx.events.on('sync', remember)
  ctx.events.on('spool', ({ sync }) => remember(sync))

  async function loadNews(): Promise<SyncMarks | null> {
    const found = await newestSync(ctx.db)
    marks = found
    const served = ctx.snapshots.current()
    if (found.newest && isNews(found.newest.confirmedAt, found.newest.appliedAt)) {
      const { newest, catalogue } = await loadBaseline(ctx.db, served?.catalogue)
      if (newest) await ctx.snapshots.offer({ catalogue, tier: 'database', confirmedAt: newest.confirmedAt, changedAt: newest.appliedAt })
    } else if (found.newest && served) {
      ctx.snapshots.confirm(served.catalogue.hash, found.newest.confirmedAt)
    }
    return found
  }

  /** Whether what PostgreSQL holds may differ from what is served, or comes from a better tier. */
  function isNews(confirmedAt: number, appliedAt: number): boolean {
    const served = ctx.snapshots.current()
    if (served === null || served.tier === 'seed' || served.tier === 'file') return true
    return confirmedAt >= (ctx.snapshots.confirmedAt() ?? 0) && appliedAt !== served.changedAt
  }

  function checkDatabase(): Promise<SyncMarks | null> {
    if (ctx.db.status().state !== 'connected') return Promise.resolve(null)
    checking ??= loadNews()
      .catch((error: unknown) => {
        ctx.events.emit('trouble', { what: 'database_check_failed', error })
        return null
      })
      .finally(() => {
        checking = null
      })
    return checking
  }

  async function run(minGapMs: number): Promise<Sync | null> {
    const found = await checkDatabase()
    const now = ctx.clock.now()
    const lastAttempt = Math.max(attemptedAt, found?.attemptedAt ?? -Infinity)
    if (minGapMs > 0 && now - lastAttempt < minGapMs) return null
    return askUpstream(minGapMs > 0 ? now - minGapMs : null)
  }

  async function askUpstream(unlessAskedSince: number | null): Promise<Sync | null> {
    attemptedAt = ctx.clock.now()
    const done = await sync(ctx, { unlessAskedSince, signal: stopping.signal })
    if (done === null) {
      await checkDatabase()
      return null
    }
    if (done.status === 'failed') lastUpstreamError = done.detail
    else lastUpstreamSuccessAt = Date.parse(done.observed_at)
    return done
  }

  function inFlight(work: () => Promise<Sync | null>): Promise<Sync | null> {
    running ??= work()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) ctx.events.emit('trouble', { what: 'sync_broke_off', error })
        return null
      })
      .finally(() => {
        running = null
      })
    return running
  }

  const shortGap = Math.min(ttlMs, intervalMs)
  const gaps: Readonly<Record<Exclude<Reason, 'refresh'>, number>> = { start: shortGap, timer: intervalMs, stale: shortGap, invalidate: shortGap }

  async function keepTime(): Promise<void> {
    while (!stopping.signal.aborted) {
      const last = Math.max(attemptedAt, marks?.attemptedAt ?? -Infinity)
      const due = last === -Infinity ? ctx.clock.now() + intervalMs : last + intervalMs
      await ctx.clock.sleep(Math.max(50, due - ctx.clock.now()), stopping.signal)
      await revalidation.revalidate('timer')
    }
  }

  async function keepPolling(): Promise<void> {
    while (!stopping.signal.aborted) {
      await ctx.clock.sleep(pollMs, stopping.signal)
      if (ctx.db.status().state === 'connected') await ctx.db.ping().catch(() => {})
      await checkDatabase()
      if (ctx.spool.status().pending > 0) await revalidation.databaseIsBack()
    }
  }

  const revalidation: Revalidation = {
    revalidate: (reason) => {
      if (reason === 'refresh') return revalidation.refresh()
      if (reason === 'stale' && ctx.clock.now() - lookedAt < betweenLooksMs) return running ?? Promise.resolve(null)
      lookedAt = ctx.clock.now()
      return inFlight(() => run(gaps[reason]))
    },
    refresh: async () => {
      await running // a run that may end without asking upstream is not what was asked for
      return inFlight(() => run(0))
    },
    checkDatabase,
    databaseIsBack: () => {
      draining ??= (async () => {
        await checkDatabase()
        if (ctx.spool.status().pending === 0 || ctx.db.status().state !== 'connected') return
        await drainSpool(ctx, stopping.signal)
        await checkDatabase()
      })()
        .catch((error: unknown) => void ctx.events.emit('trouble', { what: 'spool_not_drained', error }))
        .finally(() => {
          draining = null
        })
      return draining
    },
    status: () => ({ lastSync, newestInDatabaseAt: marks?.newest?.confirmedAt ?? null, lastUpstreamSuccessAt, lastUpstreamError }),
    start: () => {
      keepTime().catch(() => {})
      keepPolling().catch(() => {})
    },
    stop: async () => {
      stopping.abort(new Error('the program is stopping'))
      await Promise.allSettled([running, checking, draining])
    },
  }
  return revalidation
}
