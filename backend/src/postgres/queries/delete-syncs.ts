import type { Queryable } from '../queryable.js'

/** Deletes syncs with their versions and changes. Their contents and orders are content-addressed, and stay. */
export async function deleteSyncs(tx: Queryable, ids: readonly number[]): Promise<void> {
  await tx.query('DELETE FROM catalog_changes WHERE sync_id = ANY ($1::bigint[])', [ids])
  await tx.query('DELETE FROM model_versions WHERE sync_id = ANY ($1::bigint[])', [ids])
  await tx.query('DELETE FROM catalog_syncs WHERE id = ANY ($1::bigint[])', [ids])
}

/** Deletes those versions of a sync that repeat the state before it. */
export async function deleteRepeatedVersions(
  tx: Queryable,
  syncId: number,
  modelIds: readonly string[],
): Promise<void> {
  await tx.query(
    `DELETE FROM model_versions AS version
     WHERE sync_id = $1 AND model_id = ANY ($2::text[]) AND hash IS NOT DISTINCT FROM (
       SELECT hash FROM model_versions AS earlier
       WHERE earlier.model_id = version.model_id AND earlier.facet = version.facet
         AND (earlier.observed_at, earlier.seq) < (version.observed_at, version.seq)
       ORDER BY observed_at DESC, seq DESC LIMIT 1)`,
    [syncId, modelIds],
  )
}
