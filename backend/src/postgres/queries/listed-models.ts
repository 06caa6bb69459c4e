import type { Model } from '@modelkeep/catalog/model/model'
import { mapInSlices } from '../../lib/time-slices.js'
import { DamagedRow } from '../database-error.js'
import type { Queryable } from '../queryable.js'
import { intactModel, type StoredModel } from './intact-model.js'

/**
 * The models of the catalogue after this sync, in upstream's order of that time and in canonical form. The newest version of each id is
 * one index look-up, so the cost does not grow with the length of history. Models whose content is damaged are left out.
 * @throws DamagedRow instead, if the result must be complete
 */
export async function listedModels(db: Queryable, syncId: number, { complete = false } = {}): Promise<Model[]> {
  const rows = await db.query<StoredModel>(
    `SELECT listed.id, facts.hash,
       (SELECT body FROM model_contents WHERE hash = facts.hash) AS facts,
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
  const models = await mapInSlices(rows, intactModel)
  const intact = models.filter((model) => model !== null)
  if (complete && intact.length < rows.length) throw new DamagedRow(`a model of sync ${syncId} has no intact content`)
  return intact
}
