import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Queryable } from '../../postgres/queryable.js'
import { runStarts } from '../run-starts.js'

interface Row {
  id: string
  observed_at: number
  expiration_date: string | null
}

/** Since when each of these models has had an expiry date, in Unix milliseconds. Models without one are left out. */
export async function expiryAnnouncements(tx: Queryable, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<Row>(
    `SELECT version.model_id AS id, version.observed_at, content.body ->> 'expiration_date' AS expiration_date
     FROM model_versions AS version LEFT JOIN model_contents AS content ON content.hash = version.hash
     WHERE version.model_id = ANY ($1::text[]) AND version.facet = 'model'
     ORDER BY version.model_id, version.observed_at, version.seq`,
    [ids],
  )
  return runStarts(rows.map((row) => ({ id: row.id, observedAt: row.observed_at, holds: expiryOf(row) !== null })))
}
