import type { Scope, SyncStatus } from '@modelkeep/catalog/contract/syncs'
import type { Queryable } from '../queryable.js'

/** One row of the sync log, before it has an id. Times are Unix milliseconds. */
export interface SyncRow {
  /** A UUID created by the observer. The same key is never inserted twice. */
  key: string
  observedAt: number
  source: string
  scope: Scope
  status: SyncStatus
  payloadHash: string | null
  orderHash: string | null
  modelCount: number | null
  added: number
  changed: number
  removed: number
  durationMs: number
  detail: string | null
}

/** @returns the new row's id, or null if a row with this key exists already */
export async function insertSync(tx: Queryable, row: SyncRow): Promise<number | null> {
  const rows = await tx.query<{ id: number }>(
    `INSERT INTO catalog_syncs (
       key, observed_at, source, scope, status, payload_hash, order_hash, model_count,
       added, changed, removed, duration_ms, detail
     )
     VALUES ($1, to_timestamp($2::double precision / 1000), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (key) DO NOTHING RETURNING id`,
    [
      row.key,
      row.observedAt,
      row.source,
      row.scope,
      row.status,
      row.payloadHash,
      row.orderHash,
      row.modelCount,
      row.added,
      row.changed,
      row.removed,
      row.durationMs,
      row.detail,
    ],
  )
  return rows[0]?.id ?? null
}

/** SQL for the name of the channel of this installation, that is of its schema. That of `public` is the one of earlier programs. */
export const syncChannel = `CASE current_schema() WHEN 'public' THEN 'modelkeep_sync' ELSE 'modelkeep_sync_' || md5(current_schema()) END`

/** Notifies the other replicas when the transaction commits. Only a hint: they poll as well. */
export async function notifySync(tx: Queryable, syncId: number): Promise<void> {
  await tx.query(`SELECT pg_notify(${syncChannel}, $1)`, [String(syncId)])
}
