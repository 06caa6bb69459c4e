import type { Scope } from '@modelkeep/catalog/contract/syncs'
import type { Queryable } from '../queryable.js'

/** The scope of a sync, and the models for which it wrote versions. */
export async function syncCoverage(db: Queryable, syncId: number): Promise<{ scope: Scope; modelIds: Set<string> }> {
  const [row] = await db.query<{ scope: Scope; ids: string[] }>(
    `SELECT scope, array(SELECT DISTINCT model_id FROM model_versions WHERE sync_id = $1) AS ids
     FROM catalog_syncs WHERE id = $1`,
    [syncId],
  )
  return { scope: row?.scope ?? 'all', modelIds: new Set(row?.ids) }
}
