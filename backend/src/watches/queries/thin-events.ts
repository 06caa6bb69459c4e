import type { Queryable } from '../../postgres/queryable.js'

/** For how long deliveries can be inspected and repeated. */
const keptDays = 30

/**
 * Deletes what was delivered, or given up, long ago. Milestones and deprecations stay as long as their watch: each is sent once.
 */
export async function thinEvents(db: Queryable): Promise<void> {
  await db.query(
    `DELETE FROM watch_events
     WHERE state <> 'pending' AND settled_at < now() - $1 * interval '1 day' AND item ->> 'type' = 'change'`,
    [keptDays],
  )
  await db.query(`DELETE FROM watch_deliveries WHERE at < now() - $1 * interval '1 day'`, [keptDays])
}
