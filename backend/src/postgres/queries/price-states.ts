import type { Queryable } from '../queryable.js'

/** What decides the token prices of a model from a version on. `observed_at` in Unix milliseconds. */
export interface PriceStateRow {
  model_id: string
  observed_at: number
  /** False: it was not in the catalogue. */
  present: boolean
  pricing: unknown
  architecture: unknown
}

/**
 * The states of all models of the catalogue after this sync, by model, oldest first. Versions that differ in other fields only are
 * left out, in the database, because most do.
 */
export function priceStates(db: Queryable, syncId: number): Promise<PriceStateRow[]> {
  return db.query<PriceStateRow>(
    `WITH states AS (
       SELECT version.model_id, version.observed_at, version.seq, version.hash IS NOT NULL AS present,
         content.body -> 'pricing' AS pricing,
         content.body -> 'architecture' AS architecture
       FROM catalog_syncs AS sync
       JOIN catalog_orders AS listing ON listing.hash = sync.order_hash
       CROSS JOIN LATERAL unnest(listing.ids) AS listed (id)
       JOIN model_versions AS version
         ON version.model_id = listed.id AND version.facet = 'model' AND version.observed_at <= sync.observed_at
       LEFT JOIN model_contents AS content ON content.hash = version.hash
       WHERE sync.id = $1
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
    [syncId],
  )
}
