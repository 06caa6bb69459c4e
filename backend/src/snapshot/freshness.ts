/**
 * Freshness, as a pure function of times.
 *
 * A snapshot has an **age**: the time since upstream last confirmed its content, in a sync that ended `applied` or
 * `unchanged`, by whichever replica. Age alone decides:
 *
 *   absent   there is no snapshot yet. Only then does a request wait, and only for the cold start.
 *   fresh    its age is below the TTL, and nobody has invalidated it. It is served, and nothing else happens.
 *   stale    it is older, or was invalidated, or upstream never confirmed it (the seed). It is served all the same, at
 *            once and with its true age; one revalidation runs in the background.
 *
 * There is no state in which a snapshot is no longer served: an old answer with its date on it beats none.
 *
 * A snapshot is replaced by a better one, never by a worse one. **Better** is decided by two things: how recently
 * upstream confirmed it, and its tier: `upstream` and `database` are both the truth; `file` is a copy of it; `seed` is only
 * better than nothing. A tier never changes while a snapshot lives, so a snapshot from `file` gives way to the same content
 * from `database`.
 */
import type { FreshnessState, Tier } from '@modelkeep/catalog/contract/api'

/** Times are Unix milliseconds. */
export interface SnapshotRank {
  tier: Tier
  /** The hash of the catalogue. */
  hash: string
  confirmedAt: number
}

export interface FreshnessInput {
  snapshot: { tier: Tier; confirmedAt: number } | null
  now: number
  ttlMs: number
  /** Since the last confirmation, an administrator called for a new look. */
  invalidated: boolean
}

export function freshnessState({ snapshot, now, ttlMs, invalidated }: FreshnessInput): FreshnessState {
  if (snapshot === null) return 'absent'
  const current = !invalidated && snapshot.tier !== 'seed' && ageMs(snapshot.confirmedAt, now) < ttlMs
  return current ? 'fresh' : 'stale'
}

/** Milliseconds since `confirmedAt`; never negative, though clocks may jump. */
export function ageMs(confirmedAt: number, now: number): number {
  return Math.max(0, now - confirmedAt)
}

/** Clocks of replicas may differ by so much; what claims to be later was written by a clock that is wrong. */
export const toleratedSkewMs = 60_000

/** Whether a time cannot be believed: nobody may be kept from asking upstream by it. */
export function isFromTheFuture(at: number, now: number): boolean {
  return at > now + toleratedSkewMs
}

const rank: Readonly<Record<Tier, number>> = { upstream: 2, database: 2, file: 1, seed: 0 }

/** Whether `candidate` should be served instead of `current`. */
export function isBetter(candidate: SnapshotRank, current: SnapshotRank | null): boolean {
  if (current === null) return true
  if (rank[candidate.tier] === 0) return false
  if (rank[current.tier] === 0) return true
  if (candidate.confirmedAt < current.confirmedAt) return false
  return candidate.hash !== current.hash || rank[candidate.tier] > rank[current.tier]
}
