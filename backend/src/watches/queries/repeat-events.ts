import type { Queryable } from '../../postgres/queryable.js'

/** Makes a message of a watch due again, with its id. @returns how many events it has; 0: there is no such message */
export async function repeatMessage(db: Queryable, watchId: number, messageId: string): Promise<number> {
  const rows = await db.query(
    `UPDATE watch_events SET ${dueAgain} WHERE watch_id = $1 AND message_id = $2::uuid RETURNING id`,
    [watchId, messageId],
  )
  return rows.length
}

/** The same for the messages with these keys, and for events that are not part of a message yet. @returns the keys that are known */
export async function repeatEvents(db: Queryable, watchId: number, keys: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ key: string }>(
    `UPDATE watch_events SET ${dueAgain}
     WHERE watch_id = $1 AND (key = ANY ($2::text[]) OR message_id IN (
       SELECT message_id FROM watch_events WHERE watch_id = $1 AND key = ANY ($2::text[])
     )) RETURNING key`,
    [watchId, keys],
  )
  return new Set(rows.map(({ key }) => key))
}

/** A message that is being sent counts as repeated: it stays claimed, so that nobody else sends it at the same time. */
const dueAgain = `state = 'pending', due_at = now(), settled_at = NULL,
  attempts = CASE WHEN state = 'pending' AND claimed_until > now() THEN attempts ELSE 0 END,
  claimed_until = CASE WHEN state = 'pending' THEN claimed_until END`
