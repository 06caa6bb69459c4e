import type { Scope } from '@modelkeep/catalog/contract/syncs'
import type { Queryable } from '../queryable.js'

/** Which of these keys are in the sync log already. */
export async function knownKeys(db: Queryable, keys: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ key: string }>('SELECT key FROM catalog_syncs WHERE key = ANY ($1::uuid[])', [keys])
  return new Set(rows.map(({ key }) => key))
}

/** For each moment (Unix milliseconds) the first sync after it that confirmed or changed the catalogue, or null. */
export async function syncsAfter(db: Queryable, moments: readonly number[]): Promise<(number | null)[]> {
  const rows = await db.query<{ id: number | null }>(
    `SELECT later.id FROM unnest($1::double precision[]) WITH ORDINALITY AS moment (at, nr)
     LEFT JOIN LATERAL (SELECT id FROM catalog_syncs WHERE status IN ('applied', 'unchanged') AND observed_at > to_timestamp(moment.at / 1000)
       ORDER BY observed_at, id LIMIT 1) AS later ON true
     ORDER BY moment.nr`,
    [moments],
  )
  return rows.map(({ id }) => id)
}

/** For whom a sync spoke, and which models have versions from it on. */
export async function whatSyncSaid(db: Queryable, syncId: number): Promise<{ scope: Scope; modelIds: Set<string> }> {
  const [row] = await db.query<{ scope: Scope; ids: string[] }>(
    `SELECT scope, array(SELECT DISTINCT model_id FROM model_versions WHERE sync_id = $1) AS ids FROM catalog_syncs WHERE id = $1`,
    [syncId],
  )
  return { scope: row?.scope ?? 'all', modelIds: new Set(row?.ids) }
}

/** Another order for a sync, since the models that it did not speak for turned out to be others. The order itself must be there. */
export async function reorderSync(tx: Queryable, syncId: number, orderHash: string, modelCount: number): Promise<void> {
  await tx.query('UPDATE catalog_syncs SET order_hash = $2, model_count = $3 WHERE id = $1', [
    syncId,
    orderHash,
    modelCount,
  ])
}
