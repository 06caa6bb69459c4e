import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import type { Queryable } from '../../postgres/queryable.js'
import { dueSql } from './due-sql.js'

export interface NewEvent {
  watchId: number
  key: string
  item: WatchItem
}

/**
 * Adds events, in order. They are due at once, or when the hour or day of a digest is over. An event whose key is known is left out. Those
 * with one key have one item: what many watches want is sent to PostgreSQL once: a sync may have thousands of changes, and there may be many watches.
 * @returns how many were added
 */
export async function insertEvents(tx: Queryable, syncId: number | null, events: readonly NewEvent[]): Promise<number> {
  if (events.length === 0) return 0
  const items = new Map(events.map(({ key, item }) => [key, item]))
  const position = new Map([...items.keys()].map((key, index) => [key, index + 1]))
  const [row] = await tx.query<{ added: number }>(
    `WITH added AS (
       INSERT INTO watch_events (watch_id, key, sync_id, item, due_at)
       SELECT event.watch_id, part.key, $1, part.item, ${dueSql('watch.grouping')}
       FROM unnest($2::bigint[], $3::integer[]) WITH ORDINALITY AS event (watch_id, position, nr)
       JOIN unnest($4::text[], $5::jsonb[]) WITH ORDINALITY AS part (key, item, position) ON part.position = event.position
       JOIN watches AS watch ON watch.id = event.watch_id
       ORDER BY event.nr
       ON CONFLICT (watch_id, key) DO NOTHING RETURNING id
     )
     SELECT count(*) AS added FROM added`,
    [
      syncId,
      events.map(({ watchId }) => watchId),
      events.map(({ key }) => position.get(key)),
      [...items.keys()],
      [...items.values()].map((item) => JSON.stringify(item)),
    ],
  )
  return row?.added ?? 0
}
