import type { Scope } from '@modelkeep/catalog/contract/syncs'
import type { Facet } from '../../catalogue/catalogue-entry.js'
import type { Queryable } from '../queryable.js'

/** A sync that changed the catalogue, with upstream's order. `observedAt` in Unix milliseconds. */
export interface AppliedSyncRow {
  id: number
  observedAt: number
  scope: Scope
  ids: string[]
}

/** One facet of one model since `observedAt` (Unix milliseconds). No hash: it was removed. */
export interface VersionRow {
  modelId: string
  facet: Facet
  observedAt: number
  hash: string | null
  body: unknown
}

/**
 * The applied syncs after a moment (Unix milliseconds; null: from the first one on), oldest first. Of several syncs at one moment, only
 * the last.
 */
export async function appliedSyncsAfter(
  db: Queryable,
  moment: number | null,
  limit: number,
): Promise<AppliedSyncRow[]> {
  const rows = await db.query<{ id: number; observed_at: number; scope: Scope; ids: string[] }>(
    `SELECT sync.id, sync.observed_at, sync.scope, listing.ids
     FROM catalog_syncs AS sync JOIN catalog_orders AS listing ON listing.hash = sync.order_hash
     WHERE sync.status = 'applied' AND sync.observed_at > coalesce(to_timestamp($1::double precision / 1000), '-infinity')
       AND NOT EXISTS (
         SELECT 1 FROM catalog_syncs AS later
         WHERE later.status = 'applied' AND later.observed_at = sync.observed_at AND later.id > sync.id
       )
     ORDER BY sync.observed_at LIMIT $2`,
    [moment, limit],
  )
  return rows.map(({ observed_at: observedAt, ...row }) => ({ ...row, observedAt }))
}

/**
 * The versions observed later than `after` (null: from the first one on) and no later than `upTo`, both in Unix milliseconds, in the
 * order in which they took effect.
 */
export async function versionsBetween(db: Queryable, after: number | null, upTo: number): Promise<VersionRow[]> {
  const rows = await db.query<{
    model_id: string
    facet: Facet
    observed_at: number
    hash: string | null
    body: unknown
  }>(
    `SELECT version.model_id, version.facet, version.observed_at, version.hash, content.body
     FROM model_versions AS version LEFT JOIN model_contents AS content ON content.hash = version.hash
     WHERE version.sync_id IN (
       SELECT id FROM catalog_syncs
       WHERE status IN ('applied', 'unchanged')
         AND observed_at > coalesce(to_timestamp($1::double precision / 1000), '-infinity')
         AND observed_at <= to_timestamp($2::double precision / 1000)
     )
     ORDER BY version.observed_at, version.seq`,
    [after, upTo],
  )
  return rows.map(({ model_id: modelId, facet, observed_at: observedAt, hash, body }) => ({
    modelId,
    facet,
    observedAt,
    hash,
    body,
  }))
}
