import type { Queryable } from '../queryable.js'

/**
 * Adapts `ai_models` after versions of these models were deleted: forgets those that no sync has listed, whose other versions only
 * record that they were absent, and corrects when others were seen.
 */
export async function forgetModels(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query(
    `DELETE FROM model_versions AS absence WHERE model_id = ANY ($1::text[])
     AND NOT EXISTS (SELECT FROM model_versions WHERE model_id = absence.model_id AND hash IS NOT NULL)`,
    [ids],
  )
  await tx.query(
    `DELETE FROM ai_models WHERE id = ANY ($1::text[]) AND content_hash IS NOT NULL
     AND NOT EXISTS (SELECT FROM model_versions WHERE model_id = ai_models.id)`,
    [ids],
  )
  await tx.query(
    `UPDATE ai_models SET first_seen = seen.first_at, last_seen = seen.changed_at
     FROM (
       SELECT model_id, min(observed_at) AS first_at, max(observed_at) AS changed_at FROM model_versions
       WHERE model_id = ANY ($1::text[]) AND hash IS NOT NULL GROUP BY model_id
     ) AS seen
     WHERE ai_models.id = seen.model_id AND removed_at IS NULL`,
    [ids],
  )
}

/** Turns returns of these models into additions if nothing listed them before. The opposite of `markReturned`. */
export async function markAdded(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE catalog_changes AS change SET kind = 'model_added'
     WHERE kind = 'model_returned' AND model_id = ANY ($1::text[]) AND NOT EXISTS (
       SELECT FROM model_versions AS version
       WHERE version.model_id = change.model_id AND facet = 'model' AND hash IS NOT NULL
         AND version.observed_at <= change.observed_at AND version.sync_id <> change.sync_id)`,
    [ids],
  )
}
