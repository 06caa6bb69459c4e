import { joinFacets } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../queryable.js'

/**
 * The models of the catalogue after this sync, in upstream's order of that time and in canonical form. The newest version of each id is
 * one index look-up, so the cost does not grow with the length of history.
 */
export async function listedModels(db: Queryable, syncId: number): Promise<Model[]> {
  const rows = await db.query<{ body: Model; benchmarks: unknown }>(
    `SELECT
       (SELECT body FROM model_contents WHERE hash = facts.hash) AS body,
       (SELECT body FROM model_contents WHERE hash = extra.hash) AS benchmarks
     FROM catalog_syncs AS sync
     JOIN catalog_orders AS listing ON listing.hash = sync.order_hash
     CROSS JOIN LATERAL unnest(listing.ids) WITH ORDINALITY AS listed (id, nr)
     CROSS JOIN LATERAL (
       SELECT hash FROM model_versions
       WHERE model_id = listed.id AND facet = 'model' AND observed_at <= sync.observed_at
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS facts
     LEFT JOIN LATERAL (
       SELECT hash FROM model_versions
       WHERE model_id = listed.id AND facet = 'benchmarks' AND observed_at <= sync.observed_at
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS extra ON true
     WHERE sync.id = $1 AND facts.hash IS NOT NULL ORDER BY listed.nr`,
    [syncId],
  )
  return mapInSlices(rows, ({ body, benchmarks }) => joinFacets(body, benchmarks))
}
