import { canonicalise, joinFacets } from '@modelkeep/catalog/canonical'
import type { Model } from '@modelkeep/catalog/model'
import { createCatalogue, emptyCatalogue, type Catalogue, type Facet } from '../catalogue.js'
import type { Queryable } from './queryable.js'
import type { UnlistedModel } from './queries/unlisted-models.js'

/** The accepted catalogue at one moment, rebuilt from versions. */
export interface CatalogueAsOf {
  /** The newest sync applied at or before the moment; null before the first. Times are Unix milliseconds. */
  sync: { id: number; observedAt: number } | null
  catalogue: Catalogue
  /** Models that had been there before and were gone. */
  unlisted: Map<string, UnlistedModel>
}

/** The newest version per model and facet observed at or before `moment` (Unix milliseconds), in the order of that sync. */
export async function catalogueAsOf(db: Queryable, moment: number): Promise<CatalogueAsOf> {
  const [sync] = await db.query<{ id: number; observed_at: number; ids: string[] }>(
    `SELECT s.id, s.observed_at, o.ids FROM catalog_syncs s JOIN catalog_orders o ON o.hash = s.order_hash
     WHERE s.status = 'applied' AND s.observed_at <= to_timestamp($1::double precision / 1000) ORDER BY s.observed_at DESC, s.id DESC LIMIT 1`,
    [moment],
  )
  if (!sync) return { sync: null, catalogue: emptyCatalogue, unlisted: new Map() }
  const rows = await db.query<{ model_id: string; facet: Facet; hash: string | null; body: unknown }>(
    `SELECT newest.model_id, newest.facet, newest.hash, content.body
     FROM (SELECT DISTINCT ON (model_id, facet) model_id, facet, hash FROM model_versions
       WHERE observed_at <= to_timestamp($1::double precision / 1000) ORDER BY model_id, facet, observed_at DESC, seq DESC) AS newest
     LEFT JOIN model_contents AS content ON content.hash = newest.hash`,
    [moment],
  )
  const facts = new Map(rows.filter((row) => row.facet === 'model').map((row) => [row.model_id, row.body as Model | null]))
  const benchmarks = new Map(rows.filter((row) => row.facet === 'benchmarks').map((row) => [row.model_id, row]))
  const listed = sync.ids.flatMap((id) => {
    const model = facts.get(id)
    return model ? [canonicalise(joinFacets(model, benchmarks.get(id)?.body ?? null))] : []
  })
  const gone = [...facts].filter(([, model]) => model === null)
  return {
    sync: { id: sync.id, observedAt: sync.observed_at },
    catalogue: createCatalogue(listed),
    unlisted: new Map(gone.map(([id]) => [id, { benchmarksHash: benchmarks.get(id)?.hash ?? null, seen: true }])),
  }
}

/** The first sync after `moment` that confirmed or changed the catalogue, or null. Times are Unix milliseconds. */
export async function firstConfirmedAfter(db: Queryable, moment: number): Promise<{ id: number; observedAt: number } | null> {
  const [row] = await db.query<{ id: number; observed_at: number }>(
    `SELECT id, observed_at FROM catalog_syncs WHERE status IN ('applied', 'unchanged') AND observed_at > to_timestamp($1::double precision / 1000)
     ORDER BY observed_at, id LIMIT 1`,
    [moment],
  )
  return row ? { id: row.id, observedAt: row.observed_at } : null
}
