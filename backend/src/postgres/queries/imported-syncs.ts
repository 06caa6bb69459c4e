import type { Queryable } from '../queryable.js'

/** Consecutive syncs of one import, and the first later sync that is not of that import. Times in Unix milliseconds. */
export interface ImportedRow {
  syncIds: number[]
  lastAt: number
  next: { id: number; observedAt: number } | null
}

/**
 * The syncs of an import in rows between which other syncs lie, newest first. A later sync of the same moment counts as the next one:
 * it decides about that moment.
 */
export async function importedSyncs(tx: Queryable, importId: number): Promise<ImportedRow[]> {
  const rows = await tx.query<{ ids: number[]; last_at: number; next_id: number | null; next_at: number | null }>(
    `WITH confirming AS (
       SELECT id, observed_at, import_id IS NOT DISTINCT FROM $1 AS ours,
         row_number() OVER (ORDER BY observed_at, id)
           - row_number() OVER (PARTITION BY import_id IS NOT DISTINCT FROM $1 ORDER BY observed_at, id) AS island
       FROM catalog_syncs WHERE status IN ('applied', 'unchanged')
     ), imported AS (
       SELECT array_agg(id ORDER BY observed_at, id) AS ids, max(observed_at) AS last_at
       FROM confirming WHERE ours GROUP BY island
     )
     SELECT ids, last_at, coalesce(same.id, later.id) AS next_id, coalesce(same.observed_at, later.observed_at) AS next_at
     FROM imported
     LEFT JOIN LATERAL (
       SELECT id, observed_at FROM catalog_syncs
       WHERE status IN ('applied', 'unchanged') AND import_id IS DISTINCT FROM $1
         AND observed_at = last_at AND id > ids[cardinality(ids)]
       ORDER BY id DESC LIMIT 1
     ) AS same ON true
     LEFT JOIN LATERAL (
       SELECT id, observed_at FROM catalog_syncs
       WHERE status IN ('applied', 'unchanged') AND import_id IS DISTINCT FROM $1 AND observed_at > last_at
       ORDER BY observed_at, id LIMIT 1
     ) AS later ON true
     ORDER BY last_at DESC, ids[cardinality(ids)] DESC`,
    [importId],
  )
  return rows.map((row) => ({
    syncIds: row.ids.map(Number),
    lastAt: row.last_at,
    next: row.next_id === null || row.next_at === null ? null : { id: row.next_id, observedAt: row.next_at },
  }))
}

/** The models for which an import wrote versions. */
export async function importedModels(tx: Queryable, importId: number): Promise<string[]> {
  const rows = await tx.query<{ model_id: string }>(
    `SELECT DISTINCT version.model_id FROM model_versions AS version
     JOIN catalog_syncs AS sync ON sync.id = version.sync_id WHERE sync.import_id = $1`,
    [importId],
  )
  return rows.map(({ model_id: id }) => id)
}
