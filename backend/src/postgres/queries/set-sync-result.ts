import type { SyncStatus } from '@modelkeep/catalog/contract/syncs'
import type { Queryable } from '../queryable.js'

/** How a sync differs from the catalogue before it. */
export interface SyncResult {
  status: Extract<SyncStatus, 'applied' | 'unchanged'>
  added: number
  changed: number
  removed: number
}

/** Replaces the result of a sync after the catalogue before it changed. */
export async function setSyncResult(
  tx: Queryable,
  syncId: number,
  { status, added, changed, removed }: SyncResult,
): Promise<void> {
  await tx.query('UPDATE catalog_syncs SET status = $2, added = $3, changed = $4, removed = $5 WHERE id = $1', [
    syncId,
    status,
    added,
    changed,
    removed,
  ])
}
