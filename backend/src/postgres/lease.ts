import type { Database } from './database.js'
import type { Queryable } from './queryable.js'
import { LeaseLost } from './database-error.js'
import { refuseIncompatible } from './migrate.js'

const name = 'sync'

/**
 * Only the holder may fetch from upstream and commit. `token` is a fencing token, which grows with each new holder. `schemaVersion` is
 * that of the holder's program: a newer program may migrate the database in the meantime.
 */
export interface Lease {
  holder: string
  token: number
  schemaVersion: number
  /** Milliseconds until it expires, unless renewed. */
  ttlMs: number
}

/** A commit locks the row. Others wait no longer than this for it. */
const lockTimeoutMs = 1_000

/** Acquires the lease if it is free or expired, by PostgreSQL's clock. Returns null if it is held, also by this same process. */
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

/** Extends a lease that is still held. A row that is locked by the holder's own commit needs no renewal. @throws LeaseLost */
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

/** Returns null if another transaction keeps the row locked (SQLSTATE 55P03, lock_not_available). */
async function unlessLocked<T>(db: Database, ttlMs: number, work: (tx: Queryable) => Promise<T>): Promise<T | null> {
  try {
    return await db.transaction(work, { lockTimeoutMs, idleTimeoutMs: leaseIdleMs({ ttlMs }) })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '55P03') return null
    throw error
  }
}

/**
 * Records, before a fetch, that the holder fetches at `fetchedAt` (Unix milliseconds). It counts towards the rate limit of all replicas,
 * whatever becomes of the fetch. @throws LeaseLost if the lease is not held, so that the fetch must not happen
 */
export async function recordFetch(db: Database, lease: Lease, fetchedAt: number): Promise<void> {
  const rows = await unlessLocked(db, lease.ttlMs, (tx) =>
    tx.query(
      `UPDATE catalog_lease SET asked_at = to_timestamp($4::double precision / 1000)
       WHERE name = $1 AND holder = $2 AND token = $3 AND expires_at > clock_timestamp() RETURNING token`,
      [name, lease.holder, lease.token, fetchedAt],
    ),
  )
  if (!rows?.length) throw new LeaseLost(lease.holder)
}

/**
 * Must come first in every transaction that writes under the lease. Locks the row, so that nobody can acquire the lease before the
 * transaction ends. @throws LeaseLost @throws SchemaRefused if a newer program has migrated the database and excludes this one
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

const minIdleMs = 1_000
const maxIdleMs = 10_000

/** How long a transaction that locks the lease's row may pause between statements: as long as the lease lasts. */
export function leaseIdleMs({ ttlMs }: Pick<Lease, 'ttlMs'>): number {
  return Math.max(minIdleMs, Math.min(maxIdleMs, ttlMs))
}

/** Releases the lease. A failure does not matter, since the lease expires. */
export async function releaseLease(db: Database, lease: Lease): Promise<void> {
  await db
    .query('UPDATE catalog_lease SET expires_at = clock_timestamp() WHERE name = $1 AND holder = $2 AND token = $3', [
      name,
      lease.holder,
      lease.token,
    ])
    .catch(() => {})
}
