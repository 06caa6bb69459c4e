import type { Change } from '@modelkeep/catalog/diff'
import type { Queryable } from '../queryable.js'

/** Adds the changes of one sync, in the order given. `observedAt` in Unix milliseconds. */
export async function insertChanges(tx: Queryable, syncId: number, observedAt: number, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map((change, nr) => ({ ...change, nr, before: change.before ?? null, after: change.after ?? null }))
  await tx.query(
    `INSERT INTO catalog_changes (sync_id, observed_at, model_id, kind, field, before, after, scheduled)
     SELECT $1, to_timestamp($2::double precision / 1000), "modelId", kind, field, before, after, scheduled
     FROM jsonb_to_recordset($3::jsonb) AS change (nr integer, "modelId" text, kind text, field text, before jsonb, after jsonb, scheduled boolean)
     ORDER BY nr`,
    [syncId, observedAt, JSON.stringify(rows)],
  )
}
