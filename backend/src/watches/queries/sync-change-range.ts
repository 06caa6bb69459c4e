import type { Queryable } from '../../postgres/queryable.js'

/** The first and last `seq` of the changes of a sync; null if it has none. */
export async function syncChangeRange(db: Queryable, syncId: number): Promise<{ first: number; last: number } | null> {
  const [row] = await db.query<{ first: number | null; last: number | null }>(
    'SELECT min(seq) AS first, max(seq) AS last FROM catalog_changes WHERE sync_id = $1',
    [syncId],
  )
  return row === undefined || row.first === null || row.last === null ? null : { first: row.first, last: row.last }
}
