import type { Queryable } from '../queryable.js'

/**
 * Thins the sync log: of the rows older than 30 days that applied nothing, only the first of each hour and status is kept. Rows that
 * versions or changes refer to are always kept, since an import may attach some to any sync. `now` in Unix milliseconds.
 * @returns the number of deleted rows
 */
export async function thinSyncs(db: Queryable, now: number): Promise<number> {
  const rows = await db.query(
    `DELETE FROM catalog_syncs
     WHERE status <> 'applied' AND observed_at < to_timestamp($1::double precision / 1000) - interval '30 days'
     AND EXISTS (SELECT 1 FROM catalog_syncs AS kept
       WHERE kept.status = catalog_syncs.status AND kept.id < catalog_syncs.id AND kept.observed_at < catalog_syncs.observed_at
       AND date_trunc('hour', kept.observed_at, 'UTC') = date_trunc('hour', catalog_syncs.observed_at, 'UTC')
       AND kept.observed_at >= date_trunc('hour', catalog_syncs.observed_at, 'UTC'))
     AND NOT EXISTS (SELECT 1 FROM model_versions WHERE sync_id = catalog_syncs.id)
     AND NOT EXISTS (SELECT 1 FROM catalog_changes WHERE sync_id = catalog_syncs.id)
     RETURNING id`,
    [now],
  )
  return rows.length
}
