import type { Watch, WatchFilter } from '@modelkeep/catalog/contract/watches'
import type { Queryable } from '../../postgres/queryable.js'
import { dueSql } from './due-sql.js'

/** A watch as it is stored. Times in Unix milliseconds. */
export interface WatchRow {
  id: number
  name: string
  filter: WatchFilter
  milestones: number[]
  grouping: Watch['grouping']
  destination: Watch['destination']
  secrets: Buffer | null
  state: Watch['state']
  state_reason: string | null
  failures: number
  source: Watch['source']
  created_at: number
  /** Milestones that had passed before are not announced. */
  milestones_since: number
}

/** With what is counted for a list. */
export interface CountedWatchRow extends WatchRow {
  pending: number
  last_delivered_at: number | null
}

const columns =
  'id, name, filter, milestones, grouping, destination, secrets, state, state_reason, failures, source, created_at, milestones_since'

/** All, or one, in the order of creation. */
export function countedWatches(db: Queryable, id: number | null = null): Promise<CountedWatchRow[]> {
  return db.query<CountedWatchRow>(
    `SELECT ${columns},
       (SELECT count(*)::integer FROM watch_events AS event WHERE event.watch_id = watches.id AND state = 'pending') AS pending,
       (SELECT max(settled_at) FROM watch_events AS event WHERE event.watch_id = watches.id AND state = 'delivered')
         AS last_delivered_at
     FROM watches WHERE $1::bigint IS NULL OR id = $1 ORDER BY id`,
    [id],
  )
}

export async function watchById(db: Queryable, id: number): Promise<WatchRow | null> {
  const [row] = await db.query<WatchRow>(`SELECT ${columns} FROM watches WHERE id = $1`, [id])
  return row ?? null
}

/** Until the end of the transaction, nobody else changes it. */
export async function lockedWatch(tx: Queryable, id: number): Promise<WatchRow | null> {
  const [row] = await tx.query<WatchRow>(`SELECT ${columns} FROM watches WHERE id = $1 FOR NO KEY UPDATE`, [id])
  return row ?? null
}

/**
 * The watches that events are collected for: also paused ones, which deliver them later. In a transaction, none of them can be removed
 * before its end.
 */
export function collectingWatches(db: Queryable): Promise<WatchRow[]> {
  return db.query<WatchRow>(`SELECT ${columns} FROM watches WHERE state <> 'disabled' ORDER BY id FOR KEY SHARE`)
}

export type NewWatchRow = Pick<
  WatchRow,
  'name' | 'filter' | 'milestones' | 'grouping' | 'destination' | 'secrets' | 'source'
>

/** @returns its id, or null if there is a watch with this name */
export async function insertWatch(db: Queryable, watch: NewWatchRow): Promise<number | null> {
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO watches (name, filter, milestones, grouping, destination, secrets, source)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING id`,
    valuesOf(watch),
  )
  return row?.id ?? null
}

/**
 * Replaces everything but the history of a watch. `state` changes only if given, and ends the reason for the old one. A watch that is to
 * look for other milestones, or at other models, does so from now on.
 */
export async function updateWatch(
  tx: Queryable,
  id: number,
  watch: NewWatchRow & Partial<Pick<WatchRow, 'state'>>,
): Promise<void> {
  await tx.query(
    `UPDATE watches SET name = $1, filter = $2, milestones = $3, grouping = $4, destination = $5, secrets = $6, source = $7,
       milestones_since = CASE WHEN filter = $2 AND milestones = $3 THEN milestones_since ELSE now() END,
       state = coalesce($9, state), state_reason = CASE WHEN $9::text IS NULL THEN state_reason END,
       failures = CASE WHEN $9 = 'active' THEN 0 ELSE failures END, updated_at = now()
     WHERE id = $8`,
    [...valuesOf(watch), id, watch.state ?? null],
  )
}

/** What waits for the end of a digest is due as in another grouping. */
export async function regroup(tx: Queryable, id: number, grouping: WatchRow['grouping']): Promise<void> {
  await tx.query(
    `UPDATE watch_events SET due_at = ${dueSql('$2')} WHERE watch_id = $1 AND state = 'pending' AND message_id IS NULL`,
    [id, grouping],
  )
}

/** Makes the watches of a file those of the API: there is no file any more. */
export async function releaseFileWatches(db: Queryable): Promise<void> {
  await db.query("UPDATE watches SET source = 'api', updated_at = now() WHERE source = 'file'")
}

/** What a watch is to try again is due now. */
export async function retryNow(db: Queryable, id: number): Promise<void> {
  await db.query(
    "UPDATE watch_events SET due_at = now() WHERE watch_id = $1 AND state = 'pending' AND attempts > 0 AND due_at > now()",
    [id],
  )
}

export async function deleteWatch(db: Queryable, id: number): Promise<boolean> {
  return (await db.query('DELETE FROM watches WHERE id = $1 RETURNING id', [id])).length > 0
}

function valuesOf({ name, filter, milestones, grouping, destination, secrets, source }: NewWatchRow): unknown[] {
  return [name, JSON.stringify(filter), milestones, grouping, JSON.stringify(destination), secrets, source]
}
