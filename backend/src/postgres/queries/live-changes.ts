import type { Queryable } from '../queryable.js'
import { changeColumns, changeJoins, type ChangeRow } from './change-rows.js'

/** The highest `seq` of a live change; 0 before the first. */
export async function newestLiveSeq(db: Queryable): Promise<number> {
  const [row] = await db.query<{ seq: number | null }>('SELECT max(seq) AS seq FROM catalog_changes WHERE live')
  return row?.seq ?? 0
}

/** The live changes after `seq`, in the order in which they were written. */
export async function liveChangesAfter(db: Queryable, seq: number, limit: number): Promise<ChangeRow[]> {
  return db.query<ChangeRow>(
    `SELECT ${changeColumns}
     FROM (SELECT * FROM catalog_changes WHERE live AND seq > $1 ORDER BY seq LIMIT $2) AS change
     ${changeJoins}
     ORDER BY change.seq`,
    [seq, limit],
  )
}

/** Whether there are more than `maxLag` live changes after `seq`. */
export async function isFarBehind(db: Queryable, seq: number, maxLag: number): Promise<boolean> {
  const rows = await db.query('SELECT 1 FROM catalog_changes WHERE live AND seq > $1 ORDER BY seq OFFSET $2 LIMIT 1', [
    seq,
    maxLag,
  ])
  return rows.length > 0
}
