import type { Queryable } from '../queryable.js'

/** For each moment (Unix milliseconds): the id of the first later sync that confirmed or changed the catalogue, or null. */
export async function nextSyncIds(db: Queryable, moments: readonly number[]): Promise<(number | null)[]> {
  const rows = await db.query<{ id: number | null }>(
    `SELECT later.id
     FROM unnest($1::double precision[]) WITH ORDINALITY AS moment (at, nr)
     LEFT JOIN LATERAL (
       SELECT id FROM catalog_syncs
       WHERE status IN ('applied', 'unchanged') AND observed_at > to_timestamp(moment.at / 1000)
       ORDER BY observed_at, id LIMIT 1
     ) AS later ON true
     ORDER BY moment.nr`,
    [moments],
  )
  return rows.map(({ id }) => id)
}
