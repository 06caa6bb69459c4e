import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { Queryable } from '../queryable.js'

type SyncLogRow = Omit<Sync, 'observed_at'> & { id: number; observed_at: number }

const columns =
  'id, observed_at, source, scope, status, payload_hash, order_hash, model_count, added, changed, removed, duration_ms, detail'

/** The sync log by commit order, newest first. `before` is the last id of the previous page, whose row may no longer exist. */
export async function syncLog(db: Queryable, limit: number, before: number | null): Promise<Sync[]> {
  const rows = await db.query<SyncLogRow>(
    `SELECT ${columns} FROM catalog_syncs
     WHERE $2::bigint IS NULL OR id < $2 ORDER BY id DESC LIMIT $1`,
    [limit, before],
  )
  return rows.map(asSync)
}

/** The sync with this key, or null. Tells whether a commit took place whose response was lost. */
export async function syncByKey(db: Queryable, key: string): Promise<Sync | null> {
  const rows = await db.query<SyncLogRow>(`SELECT ${columns} FROM catalog_syncs WHERE key = $1`, [key])
  return rows[0] ? asSync(rows[0]) : null
}

function asSync(row: SyncLogRow): Sync {
  return { ...row, observed_at: new Date(row.observed_at).toISOString() }
}
