import type { Change } from '@modelkeep/catalog/changes/change'
import type { Queryable } from '../queryable.js'

const columns = 'sync_id, observed_at, model_id, kind, field, before, after, scheduled, live'
const derived = `jsonb_to_recordset($3::jsonb) AS change (
  nr integer, "modelId" text, kind text, field text, before jsonb, after jsonb, scheduled boolean)`

/** Inserts the changes of one sync, in order. `observedAt` in Unix milliseconds. `live`: they are sent to stream subscribers. */
export async function insertChanges(
  tx: Queryable,
  syncId: number,
  observedAt: number,
  changes: readonly Change[],
  { live }: { live: boolean },
): Promise<void> {
  if (changes.length === 0) return
  await tx.query(
    `INSERT INTO catalog_changes (${columns})
     SELECT $1, to_timestamp($2::double precision / 1000), "modelId", kind, field, before, after, scheduled, $4
     FROM ${derived} ORDER BY nr`,
    [syncId, observedAt, asRows(changes), live],
  )
}

/**
 * Replaces the changes of one sync. Equal changes keep their row, and thereby their `seq` and `live`. Other existing rows are deleted,
 * and new changes are inserted as not live. @returns how many rows it deleted and inserted
 */
export async function mergeChanges(
  tx: Queryable,
  syncId: number,
  observedAt: number,
  changes: readonly Change[],
): Promise<number> {
  const rows = asRows(changes)
  const deleted = await tx.query(
    `DELETE FROM catalog_changes
     WHERE sync_id = $1 AND jsonb_build_array(model_id, kind, field, before, after, scheduled) NOT IN (
       SELECT jsonb_build_array("modelId", kind, field, before, after, scheduled)
       FROM jsonb_to_recordset($2::jsonb) AS change (
         "modelId" text, kind text, field text, before jsonb, after jsonb, scheduled boolean)
     ) RETURNING seq`,
    [syncId, rows],
  )
  const inserted = await tx.query(
    `INSERT INTO catalog_changes (${columns})
     SELECT $1, to_timestamp($2::double precision / 1000), "modelId", kind, field, before, after, scheduled, false
     FROM ${derived}
     WHERE jsonb_build_array("modelId", kind, field, before, after, scheduled) NOT IN
       (SELECT jsonb_build_array(model_id, kind, field, before, after, scheduled) FROM catalog_changes WHERE sync_id = $1)
     ORDER BY nr RETURNING seq`,
    [syncId, observedAt, rows],
  )
  return deleted.length + inserted.length
}

function asRows(changes: readonly Change[]): string {
  return JSON.stringify(
    changes.map((change, nr) => ({ ...change, nr, before: change.before ?? null, after: change.after ?? null })),
  )
}
