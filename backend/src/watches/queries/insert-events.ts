import type { WatchItem } from '@modelkeep/catalog/contract/watches'
import type { Queryable } from '../../postgres/queryable.js'

export interface NewEvent {
  watchId: number
  key: string
  item: WatchItem
}

/**
 * Adds events, in order. They are due at once, or when the hour or day of a digest is over. An event whose key is known is left out.
 * @returns how many were added
 */
export async function insertEvents(tx: Queryable, syncId: number | null, events: readonly NewEvent[]): Promise<number> {
  if (events.length === 0) return 0
  const rows = await tx.query(
    `INSERT INTO watch_events (watch_id, key, sync_id, item, due_at)
     SELECT event.watch_id, event.key, $1, event.item,
       CASE watch.grouping
         WHEN 'hourly' THEN date_trunc('hour', now()) + interval '1 hour'
         WHEN 'daily' THEN (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC'
         ELSE now()
       END
     FROM unnest($2::bigint[], $3::text[], $4::jsonb[]) WITH ORDINALITY AS event (watch_id, key, item, nr)
     JOIN watches AS watch ON watch.id = event.watch_id
     ORDER BY event.nr
     ON CONFLICT (watch_id, key) DO NOTHING RETURNING id`,
    [
      syncId,
      events.map(({ watchId }) => watchId),
      events.map(({ key }) => key),
      events.map(({ item }) => JSON.stringify(item)),
    ],
  )
  return rows.length
}
