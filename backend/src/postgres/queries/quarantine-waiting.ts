import type { Queryable } from '../queryable.js'

/** How many lists wait for somebody to approve them: they lost many models, and no good list has come since. */
export async function quarantineWaiting(db: Queryable): Promise<number> {
  const [row] = await db.query<{ waiting: number }>(
    `SELECT count(*) AS waiting FROM quarantined_payloads WHERE reason = 'shrunk' AND approved_at IS NULL
     AND last_observed_at > coalesce((SELECT max(observed_at) FROM catalog_syncs WHERE status IN ('applied', 'unchanged')), '-infinity')`,
  )
  return row?.waiting ?? 0
}
