import type { Queryable } from '../../postgres/queryable.js'

/** Makes a message of a watch due again, with its id. @returns how many events it has; 0: there is no such message */
export async function repeatMessage(db: Queryable, watchId: number, messageId: string): Promise<number> {
  const rows = await db.query(
    `UPDATE watch_events SET ${dueAgain} WHERE watch_id = $1 AND message_id = $2::uuid RETURNING id`,
    [watchId, messageId],
  )
  return rows.length
}

/** The same for the events with these keys. @returns the keys that are known */
export async function repeatEvents(db: Queryable, watchId: number, keys: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ key: string }>(
    `UPDATE watch_events SET ${dueAgain} WHERE watch_id = $1 AND key = ANY ($2::text[]) RETURNING key`,
    [watchId, keys],
  )
  return new Set(rows.map(({ key }) => key))
}

const dueAgain = `state = 'pending', due_at = now(), attempts = 0, settled_at = NULL, claimed_until = NULL`
