import type { Database } from './database.js'
import type { Queryable } from './queryable.js'
import { LeaseLost } from './database-error.js'
import { refuseIncompatible } from './migrate.js'

const name = 'sync'

/**
 * Only its holder may go upstream and commit. `token` grows with each new holder (a fencing token). `schemaVersion` is that of the
 * holder's program: a newer program may migrate the database while it has the lease.
 */
export interface Lease {
  holder: string
  token: number
  schemaVersion: number
  /** Milliseconds for which it was given; renewed before they are over. */
  ttlMs: number
}

/** The row is locked while somebody commits: nobody waits for that longer than this. */
const lockTimeoutMs = 1_000

/** Takes the lease if it is free or has run out; null when it is held, be it by another flow of this process. PostgreSQL's clock decides. */
export async function acquireLease(db: Database, holder: string, ttlMs: number): Promise<Lease | null> {
  const rows = await unlessLocked(db, ttlMs, (tx) =>
    tx.query<{ token: number }>(
      `INSERT INTO catalog_lease AS lease (name, holder, token, expires_at)
       VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (name) DO UPDATE
         SET holder = excluded.holder, token = lease.token + 1, expires_at = excluded.expires_at
         WHERE lease.expires_at <= clock_timestamp()
       RETURNING token`,
      [name, holder, ttlMs],
    ),
  )
  return rows?.[0] ? { holder, token: rows[0].token, schemaVersion: db.schemaVersion, ttlMs } : null
}

/** Lengthens a lease that is still held. While its holder commits it needs no lengthening. @throws LeaseLost when it is not held */
export async function renewLease(db: Database, lease: Lease): Promise<void> {
  const rows = await unlessLocked(db, lease.ttlMs, (tx) =>
    tx.query(
      `UPDATE catalog_lease SET expires_at = clock_timestamp() + $4 * interval '1 millisecond'
       WHERE name = $1 AND holder = $2 AND token = $3 AND expires_at > clock_timestamp() RETURNING token`,
      [name, lease.holder, lease.token, lease.ttlMs],
    ),
  )
  if (rows?.length === 0) throw new LeaseLost(lease.holder)
}

/** null when the row is locked by a transaction that does not end soon (SQLSTATE 55P03, lock_not_available). */
async function unlessLocked<T>(db: Database, ttlMs: number, work: (tx: Queryable) => Promise<T>): Promise<T | null> {
  try {
    return await db.transaction(work, { lockTimeoutMs, idleTimeoutMs: idleUnder({ ttlMs }) })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '55P03') return null
    throw error
  }
}

/**
 * Notes, before upstream is asked, that its holder asks at `askedAt` (Unix milliseconds): that counts for everybody's rate, whatever
 * becomes of the holder and of what it hears. @throws LeaseLost when it is not held: then it is not to ask
 */
export async function noteAsking(db: Database, lease: Lease, askedAt: number): Promise<void> {
  const rows = await unlessLocked(db, lease.ttlMs, (tx) =>
    tx.query(
      `UPDATE catalog_lease SET asked_at = to_timestamp($4::double precision / 1000)
       WHERE name = $1 AND holder = $2 AND token = $3 AND expires_at > clock_timestamp() RETURNING token`,
      [name, lease.holder, lease.token, askedAt],
    ),
  )
  if (!rows?.length) throw new LeaseLost(lease.holder)
}

/**
 * To be called first in every transaction that writes under the lease: locks the row, so that nobody can take the lease
 * over before the transaction has ended. @throws LeaseLost @throws SchemaRefused where a newer program has made the schema its own
 */
export async function assertLease(tx: Queryable, lease: Lease): Promise<void> {
  const [row] = await tx.query<{ version: number; compatible_from: number }>(
    `SELECT version, compatible_from FROM catalog_lease, modelkeep_schema
     WHERE name = $1 AND holder = $2 AND token = $3 AND expires_at > clock_timestamp() FOR UPDATE OF catalog_lease`,
    [name, lease.holder, lease.token],
  )
  if (row === undefined) throw new LeaseLost(lease.holder)
  refuseIncompatible(row, lease.schemaVersion)
}

const shortestIdleMs = 1_000
const longestIdleMs = 10_000

/** How long a holder may fall silent in the middle of a transaction, and keep the others from the lease's row: as long as the lease. */
export function idleUnder({ ttlMs }: Pick<Lease, 'ttlMs'>): number {
  return Math.max(shortestIdleMs, Math.min(longestIdleMs, ttlMs))
}

/** Gives the lease back; a failure does not matter, since it runs out by itself. */
export async function releaseLease(db: Database, lease: Lease): Promise<void> {
  await db
    .query('UPDATE catalog_lease SET expires_at = clock_timestamp() WHERE name = $1 AND holder = $2 AND token = $3', [
      name,
      lease.holder,
      lease.token,
    ])
    .catch(() => {})
}
