import { createCatalogue, emptyCatalogue, type Catalogue } from '../catalogue/catalogue.js'
import type { Queryable } from './queryable.js'
import { appliedSyncAt, type AppliedSyncMark } from './queries/applied-sync-at.js'
import { listedModels } from './queries/listed-models.js'
import { unlistedAt } from './queries/removed-models.js'
import type { UnlistedModel } from './queries/unlisted-models.js'

/** The accepted catalogue at one moment, rebuilt from versions. */
export interface CatalogueAsOf {
  /** The newest sync applied at or before the moment; null before the first. */
  sync: AppliedSyncMark | null
  catalogue: Catalogue
  /** Models that had been there before and were gone. */
  unlisted: Map<string, UnlistedModel>
}

/**
 * The newest version per model and facet observed at or before `moment` (Unix milliseconds), in the order of that sync.
 * `previous` saves hashing what has not changed.
 */
export async function catalogueAsOf(db: Queryable, moment: number, previous?: Catalogue): Promise<CatalogueAsOf> {
  const sync = await appliedSyncAt(db, moment)
  if (sync === null) return { sync, catalogue: emptyCatalogue, unlisted: new Map() }
  return {
    sync,
    catalogue: createCatalogue(await listedModels(db, sync.id), previous),
    unlisted: await unlistedAt(db, moment),
  }
}

/** The first sync after `moment` that confirmed or changed the catalogue, or null. Times are Unix milliseconds. */
export async function firstConfirmedAfter(
  db: Queryable,
  moment: number,
): Promise<{ id: number; observedAt: number } | null> {
  const [row] = await db.query<{ id: number; observed_at: number }>(
    `SELECT id, observed_at FROM catalog_syncs WHERE status IN ('applied', 'unchanged') AND observed_at > to_timestamp($1::double precision / 1000)
     ORDER BY observed_at, id LIMIT 1`,
    [moment],
  )
  return row ? { id: row.id, observedAt: row.observed_at } : null
}
