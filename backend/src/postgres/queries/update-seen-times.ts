import type { Queryable } from '../queryable.js'

/** When a model was first seen, and when it last changed, in Unix milliseconds. */
export interface SeenTimes {
  id: string
  firstAt: number
  changedAt: number
}

/**
 * Moves `first_seen` of models back to `firstAt`. With `current`, also sets `last_seen` of the listed models to `changedAt`. Skips
 * models that no sync has seen, and without `current` those that were already known earlier.
 */
export async function updateSeenTimes(
  tx: Queryable,
  seenTimes: readonly SeenTimes[],
  { current }: { current: boolean },
): Promise<void> {
  await tx.query(
    `UPDATE ai_models SET
       first_seen = least(ai_models.first_seen, to_timestamp(seen.first_at / 1000)),
       last_seen = CASE
         WHEN $4 AND removed_at IS NULL THEN to_timestamp(seen.changed_at / 1000)
         ELSE ai_models.last_seen
       END
     FROM unnest($1::text[], $2::double precision[], $3::double precision[]) AS seen (id, first_at, changed_at)
     WHERE ai_models.id = seen.id AND ai_models.content_hash IS NOT NULL
       AND ($4 OR ai_models.first_seen > to_timestamp(seen.first_at / 1000))`,
    [
      seenTimes.map(({ id }) => id),
      seenTimes.map(({ firstAt }) => firstAt),
      seenTimes.map(({ changedAt }) => changedAt),
      current,
    ],
  )
}
