/**
 * Freshness, as a pure function of times.
 *
 * A snapshot's **age** is the time since upstream last confirmed its content, in a sync of any replica that ended `applied` or
 * `unchanged`. The states:
 *
 *   absent   There is no snapshot yet. Only in this state does a request wait, for the cold start.
 *   fresh    The age is below the TTL and nobody has invalidated the snapshot.
 *   stale    The age is the TTL or more, the snapshot was invalidated, or it is the seed, which upstream never confirmed. It is
 *            still served immediately, with its true age, while one revalidation runs in the background.
 *
 * A confirmation from the future, which a wrong clock gave, is never fresh.
 *
 * A snapshot never becomes too old to be served: an old response with its age is better than none.
 *
 * A snapshot is replaced only by a **better** one: confirmed more recently, or of a higher tier. `upstream` and `database` rank
 * equal, `file` is a copy of them, and `seed` is the last resort. The tier of a snapshot never changes, so one from `file` is
 * replaced by the same content from `database`.
 */
import type { FreshnessState, Tier } from '@modelkeep/catalog/contract/health'

/** What decides between two snapshots. `confirmedAt` in Unix milliseconds. */
export interface SnapshotRank {
  tier: Tier
  /** Of the catalogue. */
  hash: string
  confirmedAt: number
}

export interface FreshnessInput {
  snapshot: { tier: Tier; confirmedAt: number } | null
  now: number
  ttlMs: number
  /** An administrator invalidated the snapshot after its last confirmation. */
  invalidated: boolean
}

export function freshnessState({ snapshot, now, ttlMs, invalidated }: FreshnessInput): FreshnessState {
  if (snapshot === null) return 'absent'
  const fresh = !invalidated && snapshot.tier !== 'seed' && ageMs(snapshot.confirmedAt, now) < ttlMs
  return fresh ? 'fresh' : 'stale'
}

/** Milliseconds since `confirmedAt`. Never negative, since clocks may jump. */
export function ageMs(confirmedAt: number, now: number): number {
  return Math.max(0, now - confirmedAt)
}

/** How far the clocks of replicas may differ. A time further ahead comes from a wrong clock. */
export const toleratedSkewMs = 60_000

/** Whether a time is too far ahead to be trusted. Such a time must not delay a sync. */
export function isFromTheFuture(at: number, now: number): boolean {
  return at > now + toleratedSkewMs
}

const tierRank: Readonly<Record<Tier, number>> = { upstream: 2, database: 2, file: 1, seed: 0 }

/** The confirmation time that counts: one from the future proves nothing, so it counts as just stale. */
export function trustedConfirmation(confirmedAt: number, now: number, ttlMs: number): number {
  return isFromTheFuture(confirmedAt, now) ? now - ttlMs : confirmedAt
}

/** Whether `candidate` should replace `current`. */
export function isBetter(candidate: SnapshotRank, current: SnapshotRank | null): boolean {
  if (current === null) return true
  if (candidate.tier === 'seed') return false
  if (current.tier === 'seed') return true
  if (candidate.confirmedAt < current.confirmedAt) return false
  return candidate.hash !== current.hash || tierRank[candidate.tier] > tierRank[current.tier]
}
