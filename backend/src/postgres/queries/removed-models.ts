import { joinFacets } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import type { Queryable } from '../queryable.js'
import type { UnlistedModel } from './unlisted-models.js'

// The index is probed for each id that was ever seen, and to step from one id to the next: history is not walked, and the
// current table, whose wide rows are rewritten with every new order, is not looked at.
const everSeen = `known (id) AS (
  (SELECT model_id FROM model_versions ORDER BY model_id LIMIT 1)
  UNION ALL
  SELECT (SELECT model_id FROM model_versions WHERE model_id > known.id ORDER BY model_id LIMIT 1) FROM known WHERE known.id IS NOT NULL
)`

/** Who had been in the catalogue and was gone at `moment` (Unix milliseconds), by id. */
export async function unlistedAt(db: Queryable, moment: number): Promise<Map<string, UnlistedModel>> {
  const rows = await db.query<{ id: string; benchmarks_hash: string | null }>(
    `WITH RECURSIVE ${everSeen}
     SELECT known.id, extra.hash AS benchmarks_hash
     FROM known, (SELECT to_timestamp($1::double precision / 1000) AS at) AS asked
     CROSS JOIN LATERAL (SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'model' AND observed_at <= asked.at ORDER BY observed_at DESC, seq DESC LIMIT 1) AS facts
     LEFT JOIN LATERAL (SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'benchmarks' AND observed_at <= asked.at ORDER BY observed_at DESC, seq DESC LIMIT 1) AS extra ON true
     WHERE facts.hash IS NULL`,
    [moment],
  )
  return new Map(rows.map((row) => [row.id, { benchmarksHash: row.benchmarks_hash, seen: true }]))
}

/** A model as it was when it was last in the catalogue; `removed_at` in RFC 3339. */
export type RemovedModel = Model & { removed_at: string }

/**
 * The models that had been in the catalogue and were gone at `moment` (Unix milliseconds), each as it last was, most recently
 * removed first, then by id. Removed means the first sync that missed it since it was last seen.
 */
export async function removedModels(db: Queryable, moment: number): Promise<RemovedModel[]> {
  const rows = await db.query<{ body: Model; benchmarks: unknown; removed_at: number }>(
    `WITH RECURSIVE ${everSeen}
     SELECT (SELECT body FROM model_contents WHERE hash = seen.hash) AS body, (SELECT body FROM model_contents WHERE hash = extra.hash) AS benchmarks,
       gone.observed_at AS removed_at
     FROM known, (SELECT to_timestamp($1::double precision / 1000) AS at) AS asked
     CROSS JOIN LATERAL (SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'model' AND observed_at <= asked.at ORDER BY observed_at DESC, seq DESC LIMIT 1) AS newest
     CROSS JOIN LATERAL (SELECT hash, observed_at, seq FROM model_versions
       WHERE newest.hash IS NULL AND model_id = known.id AND facet = 'model' AND hash IS NOT NULL AND observed_at <= asked.at ORDER BY observed_at DESC, seq DESC LIMIT 1) AS seen
     CROSS JOIN LATERAL (SELECT observed_at FROM model_versions
       WHERE model_id = known.id AND facet = 'model' AND (observed_at, seq) > (seen.observed_at, seen.seq) ORDER BY observed_at, seq LIMIT 1) AS gone
     LEFT JOIN LATERAL (SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'benchmarks' AND observed_at < gone.observed_at ORDER BY observed_at DESC, seq DESC LIMIT 1) AS extra ON true
     ORDER BY gone.observed_at DESC, known.id COLLATE "C"`,
    [moment],
  )
  return rows.map(({ body, benchmarks, removed_at: at }) => ({
    ...joinFacets(body, benchmarks),
    removed_at: new Date(at).toISOString(),
  }))
}
