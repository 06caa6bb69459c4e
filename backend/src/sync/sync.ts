/** The flow of a sync: acquire the lease, fetch, validate, commit, publish. One call a step. */
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { listedSince } from '../postgres/queries/listed-since.js'
import { lossSince, unreadableSince } from '../postgres/queries/quarantine.js'
import { acquireSyncLease, trustedCatalogue, type SyncLease } from './acquire-lease.js'
import { commitOrSpool } from './commit.js'
import { fetchUpstream, type FetchResult } from './fetch.js'
import { publish } from './publish.js'
import type { SyncContext } from './sync-context.js'
import { validateFetch, type ValidateOptions } from './validate.js'

export interface SyncRequest {
  /** Skip the sync if any replica attempted one after this time (Unix milliseconds); null: always sync. */
  skipIfAttemptedSince: number | null
  signal?: AbortSignal
  /** Fetch even while requests to upstream are suspended. */
  force?: boolean
  /** A stored observation that an administrator approved. It is committed instead of fetching a new one. */
  approved?: FetchResult
}

/** A trusted list arrived after the one that was approved. */
export class ApprovalOutdated extends Error {
  override readonly name = 'ApprovalOutdated'
  readonly code = 'approval_outdated'
  constructor() {
    super('a newer list has been accepted since; this one is out of date')
  }
}

/** Resolves with null if another replica holds the lease or has just synced: its result is, or soon will be, in PostgreSQL. */
export async function sync(ctx: SyncContext, request: SyncRequest): Promise<Sync | null> {
  const { skipIfAttemptedSince, approved, signal, force } = request
  const held = await acquireSyncLease(ctx, { skipIfAttemptedSince, willFetch: approved === undefined })
  if (held === null) return null
  try {
    const confirmedAt = held.baseline.newest?.confirmedAt ?? -Infinity
    if (approved && approved.observation.observedAt <= confirmedAt) throw new ApprovalOutdated()
    const fetched = approved ?? (await fetchUpstream(ctx, confirmedAt, { signal, force }))
    const validated = await validateFetch(fetched, held.baseline, validateOptions(ctx, held, approved !== undefined))
    return await ctx.pendingPublish.track(async () => {
      const committed = await commitOrSpool(ctx, validated, held.lease)
      return publish(ctx, validated, committed)
    })
  } finally {
    await held.release()
  }
}

const dayMs = 24 * 3_600_000
const nobody: ReadonlySet<string> = new Set()

function validateOptions(ctx: SyncContext, { lease, baseline }: SyncLease, approved: boolean): ValidateOptions {
  return {
    maxShrinkPercent: ctx.maxShrinkPercent,
    maxGrowthPercent: ctx.maxGrowthPercent,
    trusted: trustedCatalogue(ctx, baseline),
    approved,
    // An imported catalogue is no baseline for the size of a list, as the seed is none.
    acceptAnySize: baseline.newest?.imported ?? false,
    // If one of these queries fails nothing is accepted or removed, and the observation is not lost.
    lossSince: async (lossHash) => (lease === null ? null : lossSince(ctx.db, lossHash).catch(() => null)),
    listedForADay: async () =>
      lease === null ? nobody : listedSince(ctx.db, ctx.clock.now() - dayMs).catch(() => nobody),
    unreadableSince: async (idHash) => (lease === null ? null : unreadableSince(ctx.db, idHash).catch(() => null)),
  }
}
