import type { Queryable } from '../queryable.js'

/** Times are Unix milliseconds. */
export interface NewestSync {
  /** The newest sync that changed the catalogue. */
  appliedId: number
  appliedAt: number
  /** The newest sync that confirmed it, changed or not. */
  confirmedAt: number
  /** The newest sync was imported, and upstream has not been fetched since. */
  imported?: boolean
}

export interface SyncMarks {
  /** null before the first applied sync. */
  newest: NewestSync | null
  /** The observation time of the newest sync in the log, also of a failed one; null before the first. */
  attemptedAt: number | null
  /** When a holder of the lease last started a fetch, even if its result never arrived; null before the first. */
  fetchStartedAt: number | null
  /** How often history was rewritten. Cached historical responses are dropped when this grows. */
  rewrites: number
  /** The database's schema; null if it was not read. */
  schema: DatabaseSchema | null
  /** The time by the database's clock; absent if it was not read. */
  databaseNow?: number
}

/** `compatible_from` is the oldest schema version whose program may use the database. */
export interface DatabaseSchema {
  version: number
  compatible_from: number
}

/** The query of every poll. Cheap: three index look-ups and three single-row tables. */
export async function newestSync(db: Queryable): Promise<SyncMarks> {
  const rows = await db.query<{
    applied_id: number | null
    applied_at: number | null
    confirmed_at: number | null
    imported: boolean | null
    attempted_at: number | null
    asked_at: number | null
    rewrites: number | null
    version: number | null
    compatible_from: number | null
    database_now: number
  }>(
    `SELECT applied.id AS applied_id, applied.observed_at AS applied_at,
       confirming.observed_at AS confirmed_at, confirming.source = 'import' AS imported,
       attempted.observed_at AS attempted_at,
       (SELECT asked_at FROM catalog_lease WHERE name = 'sync') AS asked_at,
       (SELECT rewrites FROM catalog_history) AS rewrites,
       version, compatible_from, clock_timestamp() AS database_now
     FROM (SELECT 1) AS one
     LEFT JOIN modelkeep_schema ON true
     LEFT JOIN (
       SELECT id, observed_at FROM catalog_syncs WHERE status = 'applied'
       ORDER BY observed_at DESC, id DESC LIMIT 1
     ) applied ON true
     LEFT JOIN (
       SELECT observed_at, source FROM catalog_syncs WHERE status IN ('applied', 'unchanged')
       ORDER BY observed_at DESC, id DESC LIMIT 1
     ) confirming ON true
     LEFT JOIN (
       SELECT observed_at FROM catalog_syncs ORDER BY observed_at DESC, id DESC LIMIT 1
     ) attempted ON true`,
  )
  const row = rows[0]
  const known = row?.applied_id != null && row.applied_at !== null && row.confirmed_at !== null
  return {
    newest: known
      ? {
          appliedId: row.applied_id!,
          appliedAt: row.applied_at!,
          confirmedAt: row.confirmed_at!,
          imported: row.imported === true,
        }
      : null,
    attemptedAt: row?.attempted_at ?? null,
    fetchStartedAt: row?.asked_at ?? null,
    rewrites: row?.rewrites ?? 0,
    schema:
      row?.version != null && row.compatible_from !== null
        ? { version: row.version, compatible_from: row.compatible_from }
        : null,
    ...(row && { databaseNow: row.database_now }),
  }
}
