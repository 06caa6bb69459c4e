import type { Queryable } from '../queryable.js'
import { everSeenModels } from './ever-seen-models.js'
import type { UnlistedModel } from './unlisted-models.js'

/** Models that were seen before `moment` (Unix milliseconds) and were no longer listed then, by id. */
export async function unlistedAt(db: Queryable, moment: number): Promise<Map<string, UnlistedModel>> {
  const rows = await db.query<{ id: string; benchmarks_hash: string | null }>(
    `WITH RECURSIVE ${everSeenModels}
     SELECT known.id, extra.hash AS benchmarks_hash
     FROM known, (SELECT to_timestamp($1::double precision / 1000) AS at) AS moment
     CROSS JOIN LATERAL (
       SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'model' AND observed_at <= moment.at
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS facts
     LEFT JOIN LATERAL (
       SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'benchmarks' AND observed_at <= moment.at
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS extra ON true
     WHERE facts.hash IS NULL`,
    [moment],
  )
  return new Map(rows.map((row) => [row.id, { benchmarksHash: row.benchmarks_hash, seen: true }]))
}
