import type { Queryable } from '../queryable.js'

/** Counts the quarantined lists that await approval, without documents of mirrors: not approved, and no good list has arrived since. */
export async function countAwaitingApproval(db: Queryable): Promise<number> {
  const [row] = await db.query<{ waiting: number }>(
    `SELECT count(*) AS waiting FROM quarantined_payloads
     WHERE scope IN ('all', 'text') AND reason IN ('grown', 'shrunk', 'too_many_broken', 'truncated') AND (approved_at IS NULL OR approved_at < last_observed_at)
       AND last_observed_at > coalesce(
       (SELECT max(observed_at) FROM catalog_syncs WHERE status IN ('applied', 'unchanged')), '-infinity')`,
  )
  return row?.waiting ?? 0
}
