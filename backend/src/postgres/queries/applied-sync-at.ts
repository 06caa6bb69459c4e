import type { Queryable } from '../queryable.js'

/** A sync that changed the catalogue. `observedAt` in Unix milliseconds. */
export interface AppliedSyncMark {
  id: number
  observedAt: number
}

/** The newest sync applied at or before `moment` (Unix milliseconds); null before the first. One index look-up. */
export async function appliedSyncAt(db: Queryable, moment: number): Promise<AppliedSyncMark | null> {
  const [row] = await db.query<{ id: number; observed_at: number }>(
    `SELECT id, observed_at FROM catalog_syncs
     WHERE status = 'applied' AND observed_at <= to_timestamp($1::double precision / 1000)
     ORDER BY observed_at DESC, id DESC LIMIT 1`,
    [moment],
  )
  return row ? { id: row.id, observedAt: row.observed_at } : null
}

/** When the catalogue was first observed, in Unix milliseconds; null if it never was. */
export async function firstAppliedAt(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ observed_at: number }>(
    `SELECT observed_at FROM catalog_syncs WHERE status = 'applied' ORDER BY observed_at, id LIMIT 1`,
  )
  return row?.observed_at ?? null
}
