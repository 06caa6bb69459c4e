import type { Queryable } from '../queryable.js'
import type { NeighbourRow } from './change-rows.js'

/** Where a run of flapping prices begins, going back from one of its changes. Times are Unix milliseconds. */
export interface RunStart {
  /** The change that was given. */
  from: number
  /** How many changes before it the run has. */
  count: number
  /** The first of them; the given change if there is none. */
  first: NeighbourRow
  /** The change of the same price before that, which does not exactly revert it; null: there is none. */
  next: NeighbourRow | null
}

interface Row extends NeighbourRow {
  from: number
  count: number
  next: NeighbourRow | null
}

/**
 * Follows runs of flapping prices back from the changes with the given `seq`: each change reverts the one before it within a day. Values
 * are compared as JSON, so that `next` may still be part of the run: the exact rule is in `catalog`.
 */
export async function runStarts(db: Queryable, from: readonly number[], newestSeq: number): Promise<RunStart[]> {
  const rows = await db.query<Row>(
    `SELECT given.seq AS "from", start.observed_at, start.seq, start.before, start.after, start.count,
       CASE WHEN start.next_seq IS NOT NULL THEN jsonb_build_object(
         'observed_at', extract(epoch FROM start.next_observed_at) * 1000, 'seq', start.next_seq,
         'before', start.next_before, 'after', start.next_after
       ) END AS next
     FROM catalog_changes AS given, LATERAL (
       SELECT * FROM (
         SELECT observed_at, seq, before, after, row_number() OVER moves - 1 AS count,
           lead(observed_at) OVER moves AS next_observed_at, lead(seq) OVER moves AS next_seq,
           lead(before) OVER moves AS next_before, lead(after) OVER moves AS next_after
         FROM catalog_changes
         WHERE model_id = given.model_id AND field = given.field AND kind = 'price_changed' AND NOT scheduled
           AND seq <= $2 AND (observed_at, seq) <= (given.observed_at, given.seq)
         WINDOW moves AS (ORDER BY observed_at DESC, seq DESC)
       ) AS move
       WHERE next_seq IS NULL OR observed_at - next_observed_at > interval '24 hours'
         OR next_after IS DISTINCT FROM before OR next_before IS DISTINCT FROM after
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS start
     WHERE given.seq = ANY ($1::bigint[])`,
    [from, newestSeq],
  )
  return rows.map(({ from: given, count, next, ...first }) => ({ from: given, count, first, next }))
}
