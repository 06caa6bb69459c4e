import type { Queryable } from '../queryable.js'

/** The ids of the current catalogue that were first seen by `moment`, in Unix milliseconds. */
export async function listedSince(db: Queryable, moment: number): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM ai_models WHERE position IS NOT NULL AND first_seen <= to_timestamp($1::double precision / 1000)`,
    [moment],
  )
  return new Set(rows.map(({ id }) => id))
}
