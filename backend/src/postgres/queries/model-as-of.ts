import type { Model } from '@modelkeep/catalog/model/model'
import { DamagedRow } from '../database-error.js'
import type { Queryable } from '../queryable.js'
import { intactModel } from './intact-model.js'

/**
 * One model as of `moment` (Unix milliseconds), in canonical form; null if it was not listed. Five index look-ups.
 * @throws DamagedRow if its content is damaged
 */
export async function modelAsOf(db: Queryable, id: string, moment: number): Promise<Model | null> {
  const newest = (facet: string): string =>
    `(SELECT hash FROM model_versions
      WHERE model_id = $1 AND facet = '${facet}' AND observed_at <= to_timestamp($2::double precision / 1000)
      ORDER BY observed_at DESC, seq DESC LIMIT 1)`
  const [row] = await db.query<{ hash: string | null; facts: unknown; benchmarks: unknown }>(
    `SELECT ${newest('model')} AS hash,
       (SELECT body FROM model_contents WHERE hash = ${newest('model')}) AS facts,
       (SELECT body FROM model_contents WHERE hash = ${newest('benchmarks')}) AS benchmarks`,
    [id, moment],
  )
  if (row === undefined || row.hash === null) return null
  const model = intactModel({ ...row, id, hash: row.hash })
  if (model === null) throw new DamagedRow(`the content ${row.hash} of ${id} is damaged`)
  return model
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
