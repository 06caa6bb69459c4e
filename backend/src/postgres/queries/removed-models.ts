import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../queryable.js'
import { adoptedModels } from './adopted-models.js'
import { everSeenModels } from './ever-seen-models.js'
import { intactModel, type StoredModel } from './intact-model.js'

/**
 * The models that had been removed by `moment` (Unix milliseconds), each in its last state; most recently removed first, then by id.
 * The time of removal is that of the first sync without the model. Models whose content is damaged are left out, and those removed
 * before `since`.
 */
export async function removedModels(
  db: Queryable,
  moment: number,
  since: number | null = null,
): Promise<RemovedModel[]> {
  const rows = await db.query<StoredModel & { removed_at: number }>(
    `WITH RECURSIVE ${everSeenModels}
     SELECT known.id, seen.hash,
       (SELECT body FROM model_contents WHERE hash = seen.hash) AS facts,
       (SELECT body FROM model_contents WHERE hash = extra.hash) AS benchmarks,
       gone.observed_at AS removed_at
     FROM known, (SELECT to_timestamp($1::double precision / 1000) AS at) AS moment
     CROSS JOIN LATERAL (
       SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'model' AND observed_at <= moment.at
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS newest
     CROSS JOIN LATERAL (
       SELECT hash, observed_at, seq FROM model_versions
       WHERE newest.hash IS NULL AND model_id = known.id AND facet = 'model' AND hash IS NOT NULL
         AND observed_at <= moment.at
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS seen
     CROSS JOIN LATERAL (
       SELECT observed_at FROM model_versions
       WHERE model_id = known.id AND facet = 'model' AND (observed_at, seq) > (seen.observed_at, seen.seq)
       ORDER BY observed_at, seq LIMIT 1
     ) AS gone
     LEFT JOIN LATERAL (
       SELECT hash FROM model_versions
       WHERE model_id = known.id AND facet = 'benchmarks' AND observed_at < gone.observed_at
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS extra ON true
     WHERE $2::double precision IS NULL OR gone.observed_at >= to_timestamp($2::double precision / 1000)`,
    [moment, since],
  )
  const adopted = await adoptedModels(db, moment)
  const intact = await mapInSlices(rows, ({ removed_at, ...stored }) => {
    const model = intactModel(stored)
    return model === null ? [] : [{ body: model, removed_at }]
  })
  const removed = [...intact.flat(), ...adopted].filter((one) => since === null || one.removed_at >= since)
  return removed
    .toSorted((a, b) => b.removed_at - a.removed_at || (a.body.id < b.body.id ? -1 : 1))
    .map(({ body, removed_at: at }) => ({ ...body, removed_at: new Date(at).toISOString() }))
}
