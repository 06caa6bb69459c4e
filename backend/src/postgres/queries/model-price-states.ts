import type { ModelState } from '@modelkeep/catalog/changes/price-series'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../queryable.js'
import { intactModel } from './intact-model.js'

interface PriceStateRow {
  model_id: string
  observed_at: number
  /** False: it was not in the catalogue. */
  present: boolean
  pricing: unknown
  architecture: unknown
}

/**
 * The states of several models, oldest first, with what their prices depend on and nothing else. Versions that differ in other fields only
 * are left out, in the database, because most do. Ids that were never seen, and states whose content is damaged, are left out. `until`:
 * Unix milliseconds, the last state that counts.
 */
export async function modelPriceStates(
  db: Queryable,
  ids: readonly string[],
  until: number | null = null,
): Promise<Map<string, ModelState[]>> {
  const rows = await db.query<PriceStateRow>(
    `WITH states AS (
       SELECT version.model_id, version.observed_at, version.seq, version.hash IS NOT NULL AS present,
         content.body -> 'pricing' AS pricing,
         content.body -> 'architecture' AS architecture
       FROM model_versions AS version
       LEFT JOIN model_contents AS content ON content.hash = version.hash
       WHERE version.model_id = ANY ($1::text[]) AND version.facet = 'model'
         AND ($2::double precision IS NULL OR version.observed_at <= to_timestamp($2::double precision / 1000))
     )
     SELECT model_id, observed_at, present, pricing, architecture
     FROM (
       SELECT *, lag(seq) OVER earlier IS NULL
         OR (present, pricing, architecture) IS DISTINCT FROM
            (lag(present) OVER earlier, lag(pricing) OVER earlier, lag(architecture) OVER earlier) AS is_new
       FROM states
       WINDOW earlier AS (PARTITION BY model_id ORDER BY observed_at, seq)
     ) AS state
     WHERE is_new
     ORDER BY model_id, observed_at, seq`,
    [ids, until],
  )
  const read = await mapInSlices(rows, stateOf)
  const states = new Map<string, ModelState[]>()
  for (const [nr, { model_id: id }] of rows.entries()) {
    const own = states.get(id) ?? []
    own.push(...(read[nr] ?? []))
    if (own.length > 0) states.set(id, own)
  }
  return states
}

/** None if the row is damaged. */
function stateOf({
  model_id: id,
  observed_at: observedAt,
  present,
  pricing,
  architecture,
}: PriceStateRow): ModelState[] {
  if (!present) return [{ observedAt, model: null }]
  const facts = { id, name: id, ...(pricing !== null && { pricing }), ...(architecture !== null && { architecture }) }
  const model = intactModel({ id, facts })
  return model === null ? [] : [{ observedAt, model: typedModel(model) }]
}
