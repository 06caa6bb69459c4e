import type { Queryable } from '../../postgres/queryable.js'
import type { Quarantined } from '../mirrored-catalogue.js'

/** The newest quarantined document of a mirror, if it was last seen after `since` (Unix milliseconds). */
export async function newestQuarantined(db: Queryable, source: string, since: number): Promise<Quarantined | null> {
  const [row] = await db.query<Quarantined>(
    `SELECT last_observed_at AS "observedAt", reason, detail FROM quarantined_payloads
     WHERE scope = $1 AND last_observed_at > to_timestamp($2::double precision / 1000)
     ORDER BY last_observed_at DESC, id DESC LIMIT 1`,
    [source, since],
  )
  return row ?? null
}
