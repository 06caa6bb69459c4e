import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { DatabaseUnavailable, LeaseLost } from '../postgres/database-error.js'
import { lossSince, unreadableSince } from '../postgres/queries/quarantine.js'
import { syncByKey } from '../postgres/queries/sync-log.js'
import type { Observation } from '../snapshot/observation.js'
import { isFromTheFuture } from '../snapshot/freshness.js'
import { SpoolItemError } from '../snapshot/spool-item.js'
import { acquireSyncLease, trustedCatalogue } from './acquire-lease.js'
import { commitToDatabase } from './commit-to-database.js'
import type { SyncContext } from './sync-context.js'
import { validateFetch } from './validate.js'

const retryLeaseMs = 500

/** `done`: committed, or unusable and moved away. `leased`: another replica holds the lease. `stop`: keep it and try again later. */
type Outcome = 'done' | 'leased' | 'stop'

/**
 * Commits what was observed while PostgreSQL was unavailable, oldest first, each with its original observation time. Stops when the
 * database becomes unavailable again; what could not be committed stays in the spool. Items that can never be committed are moved
 * out of the way.
 */
export async function replaySpool(ctx: SyncContext, signal: AbortSignal): Promise<void> {
  for (const name of await ctx.spool.list()) {
    while (!signal.aborted) {
      const outcome = await replayItem(ctx, name)
      if (outcome === 'stop') return
      if (outcome === 'done') break
      await ctx.clock.sleep(retryLeaseMs, signal).catch(() => {})
    }
  }
}

async function replayItem(ctx: SyncContext, name: string): Promise<Outcome> {
  try {
    return await commitItem(ctx, name)
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return 'stop'
    if (error instanceof LeaseLost) return 'leased'
    if (!(error instanceof SpoolItemError)) ctx.events.emit('trouble', { what: 'spooled_observation_refused', error })
    if (!isPermanent(error)) return 'stop'
    await ctx.spool.moveToUnusable(name)
    ctx.events.emit('spool', { what: 'unusable', observedAt: null, pending: ctx.spool.status().pending })
    return 'done'
  }
}

/**
 * The item itself is at fault: damaged, or with data that PostgreSQL rejects (SQLSTATE classes 22 and 23), also because it is too old
 * to be added by this role.
 */
function isPermanent(error: unknown): boolean {
  if (error instanceof SpoolItemError) return true
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))
}

async function commitItem(ctx: SyncContext, name: string): Promise<Outcome> {
  const spooled = await ctx.spool.read(name)
  if (spooled === null) {
    await ctx.spool.remove(name)
    return 'done'
  }
  const observation = { ...spooled, observedAt: trustedTime(ctx, spooled.observedAt) }
  const sync = (await syncByKey(ctx.db, observation.key)) ?? (await commitObservation(ctx, observation))
  if (sync === null) return 'leased'
  await ctx.spool.remove(name)
  const { observedAt } = observation
  ctx.events.emit('spool', { what: 'committed', observedAt, pending: ctx.spool.status().pending, sync })
  return 'done'
}

/** The machine's clock may have been wrong before the database's was known. Nothing is dated in the future. */
function trustedTime({ clock }: SyncContext, observedAt: number): number {
  const now = clock.now()
  if (clock.corrected === undefined || !isFromTheFuture(observedAt, now)) return observedAt
  return Math.min(now, clock.corrected(observedAt))
}

/** Resolves with null if another replica holds the lease. */
async function commitObservation(ctx: SyncContext, observation: Observation): Promise<Sync | null> {
  const held = await acquireSyncLease(ctx, { skipIfAttemptedSince: null, at: observation.observedAt })
  if (held === null) return null
  try {
    if (held.lease === null) throw new DatabaseUnavailable('the database became unavailable')
    const validated = await validateFetch({ kind: 'payload', observation }, held.baseline, {
      maxShrinkPercent: ctx.maxShrinkPercent,
      maxGrowthPercent: ctx.maxGrowthPercent,
      trusted: trustedCatalogue(ctx, held.baseline),
      approved: false,
      acceptAnySize: held.baseline.newest?.imported ?? false,
      lossSince: (lossHash) => lossSince(ctx.db, lossHash),
      listedForADay: () => Promise.resolve(new Set()), // the current table says nothing about an earlier time
      unreadableSince: (idHash) => unreadableSince(ctx.db, idHash, observation.observedAt),
    })
    return await commitToDatabase(ctx, held.lease, validated)
  } finally {
    await held.release()
  }
}
