import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import type { Delivery } from '@modelkeep/catalog/contract/watches'
import { itemText } from '@modelkeep/catalog/watches/item-text'
import type { Queryable } from '../../postgres/queryable.js'

interface MessageRow {
  id: string | null
  first: WatchItem
  items: number
  created_at: number
  state: Delivery['state']
  due_at: number
  attempts: {
    attempt: number
    at: string
    outcome: 'delivered' | 'failed'
    status: number | null
    latency_ms: number
    detail: string
  }[]
}

const newest = 100

/**
 * The message of a watch that is being tried, then the newest ones, newest first, with their attempts. Events that wait for a digest count
 * as one message each.
 */
export async function listDeliveries(db: Queryable, watchId: number): Promise<Delivery[]> {
  const rows = await db.query<MessageRow>(
    `SELECT message_id::text AS id, (array_agg(item ORDER BY event.id))[1] AS first, count(*)::integer AS items,
       min(created_at) AS created_at, min(state) AS state, min(due_at) AS due_at,
       coalesce((
         SELECT jsonb_agg(jsonb_build_object('attempt', attempt, 'at', at, 'outcome', outcome, 'status', status,
           'latency_ms', latency_ms, 'detail', detail) ORDER BY delivery.id)
         FROM watch_deliveries AS delivery WHERE delivery.message_id = event.message_id
       ), '[]') AS attempts
     FROM watch_events AS event WHERE watch_id = $1
     GROUP BY message_id, CASE WHEN message_id IS NULL THEN event.id END
     ORDER BY (message_id IS NOT NULL AND bool_or(state = 'pending')) DESC, max(event.id) DESC LIMIT $2`,
    [watchId, newest],
  )
  return rows.map(({ id, first, items, created_at: createdAt, state, due_at: dueAt, attempts }) => ({
    id,
    text: itemText(first),
    items,
    created_at: timeOf(createdAt),
    state,
    attempts: attempts.map((attempt) => ({ ...attempt, at: timeOf(Date.parse(attempt.at)) })),
    next_attempt_at: state === 'pending' ? timeOf(dueAt) : null,
  }))
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
