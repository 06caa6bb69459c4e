import { joinFacets } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import type { Queryable } from '../queryable.js'

/** One model as of `moment` (Unix milliseconds), in canonical form; null if it was not listed. Four index look-ups. */
export async function modelAsOf(db: Queryable, id: string, moment: number): Promise<Model | null> {
  const newest = (facet: string): string =>
    `(SELECT hash FROM model_versions
      WHERE model_id = $1 AND facet = '${facet}' AND observed_at <= to_timestamp($2::double precision / 1000)
      ORDER BY observed_at DESC, seq DESC LIMIT 1)`
  const [row] = await db.query<{ body: Model | null; benchmarks: unknown }>(
    `SELECT
       (SELECT body FROM model_contents WHERE hash = ${newest('model')}) AS body,
       (SELECT body FROM model_contents WHERE hash = ${newest('benchmarks')}) AS benchmarks`,
    [id, moment],
  )
  return row?.body ? joinFacets(row.body, row.benchmarks) : null
}

/** When a model that was not listed had been removed, and when it was next listed, in Unix milliseconds; null: never. */
export interface Absence {
  removedAt: number | null
  nextSeenAt: number | null
}

export async function absenceAt(db: Queryable, id: string, moment: number): Promise<Absence> {
  const facts = `model_versions WHERE model_id = $1 AND facet = 'model'`
  const [row] = await db.query<{ removed_at: number | null; next_seen_at: number | null }>(
    `SELECT
       (SELECT observed_at FROM ${facts} AND (observed_at, seq) >
         (SELECT observed_at, seq FROM ${facts} AND hash IS NOT NULL AND observed_at <= moment.at
          ORDER BY observed_at DESC, seq DESC LIMIT 1)
        ORDER BY observed_at, seq LIMIT 1) AS removed_at,
       (SELECT observed_at FROM ${facts} AND hash IS NOT NULL AND observed_at > moment.at
        ORDER BY observed_at, seq LIMIT 1) AS next_seen_at
     FROM (SELECT to_timestamp($2::double precision / 1000) AS at) AS moment`,
    [id, moment],
  )
  return { removedAt: row?.removed_at ?? null, nextSeenAt: row?.next_seen_at ?? null }
}
