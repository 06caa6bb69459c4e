import type { Queryable } from '../queryable.js'
import type { ImportCounts } from './record-import.js'

/** An import in the log. Times in Unix milliseconds. */
export interface LoggedImport extends ImportCounts {
  id: number
  started_at: number
  files: string[]
  undone_at: number | null
}

/** The import with this id, locked until the end of the transaction; null if there is none. */
export async function lockImport(tx: Queryable, id: number): Promise<LoggedImport | null> {
  const [row] = await tx.query<LoggedImport>(
    `SELECT id, started_at, files, syncs, versions, changes, undone_at FROM catalog_imports WHERE id = $1 FOR UPDATE`,
    [id],
  )
  return row ?? null
}

/** Records who undid an import, and when. */
export async function markUndone(tx: Queryable, id: number): Promise<void> {
  await tx.query('UPDATE catalog_imports SET undone_at = now(), undone_by = current_user WHERE id = $1', [id])
}

/** The newest imports first. */
export async function importLog(db: Queryable, limit: number): Promise<LoggedImport[]> {
  return db.query<LoggedImport>(
    `SELECT id, started_at, files, syncs, versions, changes, undone_at FROM catalog_imports ORDER BY id DESC LIMIT $1`,
    [limit],
  )
}
