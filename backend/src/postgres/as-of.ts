import { createCatalogue, emptyCatalogue, type Catalogue } from '../catalogue/catalogue.js'
import type { Queryable } from './queryable.js'
import { appliedSyncAt, type AppliedSyncMark } from './queries/applied-sync-at.js'
import { listedModels } from './queries/listed-models.js'
import { unlistedAt } from './queries/unlisted-at.js'
import type { UnlistedModel } from './queries/unlisted-models.js'

/** The accepted catalogue as of a moment, rebuilt from versions. */
export interface CatalogueAsOf {
  /** The newest sync applied at or before the moment; null before the first. */
  sync: AppliedSyncMark | null
  catalogue: Catalogue
  /** Models that had been listed before and were removed by then. */
  unlisted: Map<string, UnlistedModel>
}

/**
 * Rebuilds the catalogue as of `moment` (Unix milliseconds): the newest version per model and facet, in upstream's order of that time.
 * Unchanged models of `previous` are not hashed again.
 * @throws DamagedRow if a model cannot be rebuilt: what is compared with this must not seem to gain or lose it
 */
export async function catalogueAsOf(db: Queryable, moment: number, previous?: Catalogue): Promise<CatalogueAsOf> {
  const sync = await appliedSyncAt(db, moment)
  if (sync === null) return { sync, catalogue: emptyCatalogue, unlisted: new Map() }
  return {
    sync,
    catalogue: createCatalogue(await listedModels(db, sync.id, { complete: true }), previous),
    unlisted: await unlistedAt(db, moment),
  }
}

/** The first sync after `moment` that confirmed or changed the catalogue, or null. Times are Unix milliseconds. */
export async function firstConfirmedAfter(
  db: Queryable,
  moment: number,
): Promise<{ id: number; observedAt: number } | null> {
  const [row] = await db.query<{ id: number; observed_at: number }>(
    `SELECT id, observed_at FROM catalog_syncs
     WHERE status IN ('applied', 'unchanged') AND observed_at > to_timestamp($1::double precision / 1000)
     ORDER BY observed_at, id LIMIT 1`,
    [moment],
  )
  return row ? { id: row.id, observedAt: row.observed_at } : null
}
