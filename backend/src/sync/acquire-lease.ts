import { emptyCatalogue } from '../catalogue/catalogue.js'
import type { SyncContext } from './context.js'
import { DatabaseUnavailable, LeaseLost } from '../postgres/database-error.js'
import { isFromTheFuture } from '../snapshot/freshness.js'
import { acquireLease, noteAsking, releaseLease, renewLease, type Lease } from '../postgres/lease.js'
import { emptyBaseline, loadBaseline, loadBaselineAt, type Baseline } from '../postgres/load-baseline.js'

/**
 * Leave to go upstream. With a lease, what comes of it is committed; without one (the database is away) it is spooled.
 * `end` gives the lease back.
 */
export interface Turn {
  lease: Lease | null
  baseline: Baseline
  end(): Promise<void>
}

export interface TurnRequest {
  /** No turn when anybody has asked upstream after this moment (Unix milliseconds); null: a turn in any case. */
  unlessAskedSince: number | null
  /** It is upstream that will be asked: that is noted where every replica sees it, before it happens. */
  asking?: boolean
  /** The moment whose catalogue to compare with; the present where absent. */
  at?: number
}

/** null when it is somebody else's turn, or when somebody has just had it. */
export async function takeTurn(ctx: SyncContext, request: TurnRequest): Promise<Turn | null> {
  try {
    const lease = await acquireLease(ctx.db, ctx.holder, ctx.leaseTtlMs)
    if (lease === null) return null
    const stopRenewing = keepRenewing(ctx, lease)
    const end = async (): Promise<void> => {
      stopRenewing()
      await releaseLease(ctx.db, lease)
    }
    try {
      const baseline =
        request.at === undefined
          ? await loadBaseline(ctx.db, ctx.snapshots.current()?.catalogue)
          : await loadBaselineAt(ctx.db, request.at)
      if (!hasJustBeenAsked(baseline, request, ctx.clock.now())) {
        if (request.asking) await noteAsking(ctx.db, lease, ctx.clock.now())
        return { lease, baseline, end }
      }
    } catch (error) {
      await end()
      throw error
    }
    await end()
    return null
  } catch (error) {
    if (error instanceof LeaseLost) return null // it ran out meanwhile
    if (!(error instanceof DatabaseUnavailable)) throw error
    return { lease: null, baseline: baselineInMemory(ctx), end: async () => {} }
  }
}

/** By anybody; that it was asked is known before what it said, and stays known where that never comes. */
function hasJustBeenAsked({ attemptedAt, askedAt }: Baseline, { unlessAskedSince }: TurnRequest, now: number): boolean {
  return (
    unlessAskedSince !== null &&
    [attemptedAt, askedAt].some((at) => at !== null && at > unlessAskedSince && !isFromTheFuture(at, now))
  )
}

/** While the database is away, what is served is what a sync is compared with; the seed is not worth it. */
function baselineInMemory({ snapshots }: SyncContext): Baseline {
  const snapshot = snapshots.current()
  if (snapshot === null || snapshot.tier === 'seed') return emptyBaseline
  const newest = {
    appliedId: 0,
    appliedAt: snapshot.changedAt,
    confirmedAt: snapshots.confirmedAt() ?? snapshot.confirmedAt,
  }
  return { ...emptyBaseline, newest, catalogue: snapshot.catalogue }
}

/** What a shrink is measured against: the baseline, or what is served when the database has no catalogue yet. */
export function trustedCatalogue(ctx: SyncContext, baseline: Baseline) {
  if (baseline.newest !== null || baseline.next) return baseline.catalogue
  const snapshot = ctx.snapshots.current()
  return snapshot && snapshot.tier !== 'seed' ? snapshot.catalogue : emptyCatalogue
}

/** Renews a lease until the returned function is called. */
export function keepRenewing(ctx: Pick<SyncContext, 'db' | 'clock'>, lease: Lease): () => void {
  const stop = new AbortController()
  const renew = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await ctx.clock.sleep(lease.ttlMs / 3, stop.signal)
      await renewLease(ctx.db, lease)
    }
  }
  renew().catch(() => {}) // stopped, lost or unreachable: the commit finds out, since only the token counts
  return () => stop.abort(new Error('the turn has ended'))
}
