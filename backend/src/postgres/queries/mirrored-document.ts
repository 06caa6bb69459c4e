import type { Queryable } from '../queryable.js'

/** One upstream document, unmodified. Times are Unix milliseconds. */
export interface DocumentRow {
  body: string
  hash: string
  changedAt: number
  confirmedAt: number
}

export async function readDocument(db: Queryable, path: string): Promise<DocumentRow | null> {
  const [row] = await db.query<{ body: string; hash: string; changed_at: number; confirmed_at: number }>(
    'SELECT body, hash, changed_at, confirmed_at FROM mirrored_documents WHERE path = $1',
    [path],
  )
  return row ? { body: row.body, hash: row.hash, changedAt: row.changed_at, confirmedAt: row.confirmed_at } : null
}

/** Stores the newest observation of any replica. Equal content keeps its `changedAt`. */
export async function writeDocument(db: Queryable, path: string, document: DocumentRow): Promise<void> {
  await db.query(
    `INSERT INTO mirrored_documents AS kept (path, body, hash, changed_at, confirmed_at)
     VALUES ($1, $2, $3, to_timestamp($4::double precision / 1000), to_timestamp($5::double precision / 1000))
     ON CONFLICT (path) DO UPDATE SET body = excluded.body, hash = excluded.hash, confirmed_at = excluded.confirmed_at,
       changed_at = CASE WHEN kept.hash = excluded.hash THEN kept.changed_at ELSE excluded.changed_at END
     WHERE kept.confirmed_at < excluded.confirmed_at`,
    [path, document.body, document.hash, document.changedAt, document.confirmedAt],
  )
}
