import { emptyCatalogue, type Catalogue } from '../catalogue/catalogue.js'
import { DatabaseUnavailable, LeaseLost } from '../postgres/database-error.js'
import { acquireLease, recordFetch, releaseLease, renewLease, type Lease } from '../postgres/lease.js'
import { emptyBaseline, loadBaseline, loadBaselineAt, type Baseline } from '../postgres/load-baseline.js'
import { isFromTheFuture } from '../snapshot/freshness.js'
import type { SyncContext } from './sync-context.js'

/** The right to sync, and the catalogue to compare with. */
export interface SyncLease {
  /** null while the database is unavailable: the observation is then spooled instead of committed. */
  lease: Lease | null
  baseline: Baseline
  release(): Promise<void>
}

export interface SyncLeaseRequest {
  /** No lease if any replica attempted a sync after this time (Unix milliseconds); null: no such limit. */
  skipIfAttemptedSince: number | null
  /** Upstream will be fetched. The attempt is recorded first, visible to every replica. */
  willFetch?: boolean
  /** Compare with the catalogue at this time (Unix milliseconds); absent: with the current one. */
  at?: number
}

/** Resolves with null if another replica holds the lease or attempted a sync too recently. */
export async function acquireSyncLease(ctx: SyncContext, request: SyncLeaseRequest): Promise<SyncLease | null> {
  try {
    const lease = await acquireLease(ctx.db, ctx.holder, ctx.leaseTtlMs)
    return lease && (await prepareSync(ctx, lease, request))
  } catch (error) {
    if (error instanceof LeaseLost) return null
    if (!(error instanceof DatabaseUnavailable)) {
      if (request.at !== undefined) throw error // the spool decides what becomes of an observation
      // A table may be locked, altered or damaged: upstream is synced all the same, and what it sent is spooled.
      ctx.events.emit('trouble', { what: 'baseline_not_loaded', error })
    }
    return { lease: null, baseline: baselineInMemory(ctx), release: async () => {} }
  }
}

/** Loads the baseline. Releases the lease if the sync is to be skipped, or on an error. */
async function prepareSync(ctx: SyncContext, lease: Lease, request: SyncLeaseRequest): Promise<SyncLease | null> {
  const stopRenewing = startRenewing(ctx, lease)
  const release = async (): Promise<void> => {
    stopRenewing()
    await releaseLease(ctx.db, lease)
  }
  try {
    const baseline =
      request.at === undefined
        ? await loadBaseline(ctx.db, ctx.snapshots.current()?.catalogue)
        : await loadBaselineAt(ctx.db, request.at)
    const now = ctx.clock.now()
    if (!attemptedSince(request.skipIfAttemptedSince, baseline, now)) {
      if (request.willFetch) await recordFetch(ctx.db, lease, now)
      return { lease, baseline, release }
    }
  } catch (error) {
    await release()
    throw error
  }
  await release()
  return null
}

/** Counts attempts that have started (`fetchStartedAt`) as well as finished ones: the result of the former may never arrive. */
function attemptedSince(since: number | null, { attemptedAt, fetchStartedAt }: Baseline, now: number): boolean {
  if (since === null) return false
  return [attemptedAt, fetchStartedAt].some((at) => at !== null && at > since && !isFromTheFuture(at, now))
}

/** The served snapshot, unless it is the seed, which is no baseline. */
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

/** What a shrink is measured against: the baseline, or the served snapshot while the database has no catalogue yet. */
export function trustedCatalogue(ctx: SyncContext, baseline: Baseline): Catalogue {
  if (baseline.newest !== null || baseline.next) return baseline.catalogue
  const snapshot = ctx.snapshots.current()
  return snapshot && snapshot.tier !== 'seed' ? snapshot.catalogue : emptyCatalogue
}

/** Renews a lease until the returned function is called. */
export function startRenewing(ctx: Pick<SyncContext, 'db' | 'clock'>, lease: Lease): () => void {
  const stop = new AbortController()
  const renew = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await ctx.clock.sleep(lease.ttlMs / 3, stop.signal)
      await renewLease(ctx.db, lease)
    }
  }
  // A failed renewal needs no handling here: the commit checks the fencing token.
  renew().catch(() => {})
  return () => stop.abort(new Error('the lease was released'))
}
