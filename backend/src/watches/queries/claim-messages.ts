import { randomUUID } from 'node:crypto'
import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import type { Database } from '../../postgres/database.js'
import type { Queryable } from '../../postgres/queryable.js'
import type { WatchRow } from './watch-rows.js'

/** A message that this process may deliver until the claim ends. Times in Unix milliseconds, by the database's clock. */
export interface ClaimedMessage {
  id: string
  watch: Pick<WatchRow, 'id' | 'name' | 'destination' | 'secrets'>
  items: WatchItem[]
  createdAt: number
  /** From 1. */
  attempt: number
  claimedAt: number
}

export interface ClaimOptions {
  limit: number
  /** Destinations that a message is being delivered to. */
  busyTargets: readonly string[]
  claimMs: number
}

interface Head extends Pick<WatchRow, 'name' | 'destination' | 'secrets' | 'grouping'> {
  id: number
  watch_id: number
  message_id: string | null
}

const maxDigestItems = 1_000
const hasClaim = `EXISTS (
  SELECT FROM watch_events AS claimed
  WHERE claimed.watch_id = watch.id AND claimed.state = 'pending' AND claimed.claimed_until > now()
)`

/**
 * Claims the oldest pending message of each active watch, if it is due: later ones wait for it, so that a watch receives its messages in
 * order. Claims one message per destination. A watch of which any message is claimed is skipped: a replay can make an older one pending.
 */
export function claimMessages(db: Database, options: ClaimOptions): Promise<ClaimedMessage[]> {
  return db.transaction(async (tx) => {
    const claimed: ClaimedMessage[] = []
    const heads = await lockHeads(tx, options)
    const busy = await watchesWithClaims(
      tx,
      heads.map((head) => head.watch_id),
    )
    for (const head of heads) if (!busy.has(head.watch_id)) claimed.push(await claim(tx, head, options.claimMs))
    return claimed
  })
}

/**
 * Locks the watches too, so that one process at a time claims of a watch. The second half repeats the conditions: they are checked again
 * for rows that another process has changed meanwhile.
 */
function lockHeads(tx: Queryable, { limit, busyTargets }: ClaimOptions): Promise<Head[]> {
  return tx.query<Head>(
    `WITH heads AS (
       SELECT DISTINCT ON (watch.destination ->> 'target') head.id, head.due_at
       FROM watches AS watch
       CROSS JOIN LATERAL (
         SELECT id, due_at FROM watch_events AS event
         WHERE event.watch_id = watch.id AND event.state = 'pending' ORDER BY event.id LIMIT 1
       ) AS head
       WHERE watch.state = 'active' AND watch.destination ->> 'target' <> ALL ($1::text[]) AND head.due_at <= now()
         AND NOT ${hasClaim}
       ORDER BY watch.destination ->> 'target', head.due_at, head.id
     )
     SELECT event.id, event.message_id, watch.id AS watch_id, watch.name, watch.destination, watch.secrets, watch.grouping
     FROM watch_events AS event JOIN watches AS watch ON watch.id = event.watch_id
     WHERE event.id IN (SELECT id FROM heads ORDER BY due_at, id LIMIT $2) AND event.state = 'pending'
       AND event.due_at <= now() AND watch.state = 'active'
     FOR NO KEY UPDATE OF watch, event SKIP LOCKED`,
    [busyTargets, limit],
  )
}

/** With the watches locked: no process can claim of them now, and what was claimed before is visible. */
async function watchesWithClaims(tx: Queryable, watchIds: readonly number[]): Promise<Set<number>> {
  if (watchIds.length === 0) return new Set()
  const rows = await tx.query<{ id: number }>(`SELECT id FROM unnest($1::bigint[]) AS watch (id) WHERE ${hasClaim}`, [
    watchIds,
  ])
  return new Set(rows.map(({ id }) => id))
}

/** A first attempt decides what is in the message; later ones repeat it. */
async function claim(tx: Queryable, head: Head, claimMs: number): Promise<ClaimedMessage> {
  const messageId = head.message_id ?? randomUUID()
  const isNew = head.message_id === null
  const rows = await tx.query<{ item: WatchItem; created_at: number; attempts: number; claimed_at: number }>(
    `WITH part AS (
       SELECT id FROM watch_events
       WHERE watch_id = $1 AND state = 'pending' AND
         CASE WHEN $2 THEN message_id IS NULL AND due_at <= now() AND id >= $6 ELSE message_id = $3 END
       ORDER BY id LIMIT $4
     ), claimed AS (
       UPDATE watch_events AS event
       SET message_id = $3, attempts = event.attempts + 1, claimed_until = now() + $5 * interval '1 millisecond'
       FROM part WHERE event.id = part.id
       RETURNING event.id, item, created_at, attempts
     )
     SELECT item, created_at, attempts, now() AS claimed_at FROM claimed ORDER BY id`,
    [head.watch_id, isNew, messageId, isNew && head.grouping === 'each' ? 1 : maxDigestItems, claimMs, head.id],
  )
  const [first] = rows
  if (first === undefined) throw new Error('the claimed event is gone')
  return {
    id: messageId,
    watch: { id: head.watch_id, name: head.name, destination: head.destination, secrets: head.secrets },
    items: rows.map(({ item }) => item),
    createdAt: first.created_at,
    attempt: first.attempts,
    claimedAt: first.claimed_at,
  }
}

/** Milliseconds until the next message is due, or its claim ends; null: none is pending. */
export async function nextDueInMs(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(greatest(head.due_at, claims.until)) - now()) * 1000)::double precision AS ms
     FROM watches AS watch
     CROSS JOIN LATERAL (
       SELECT max(claimed_until) AS until FROM watch_events AS event
       WHERE event.watch_id = watch.id AND event.state = 'pending' AND claimed_until > now()
     ) AS claims
     CROSS JOIN LATERAL (
       SELECT due_at FROM watch_events AS event
       WHERE event.watch_id = watch.id AND event.state = 'pending' ORDER BY event.id LIMIT 1
     ) AS head
     WHERE watch.state = 'active'`,
  )
  return row?.ms ?? null
}
