import type { Queryable } from '../queryable.js'
import { contextLengthIn, createdIn } from './model-columns.js'

/** Restores rows of the current catalogue from the contents of their versions. */
export async function repairCurrentModels(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `UPDATE ai_models AS current SET body = intact.body, name = intact.body ->> 'name',
       description = intact.body ->> 'description', context_length = ${contextLengthIn('intact.body')},
       created = ${createdIn('intact.body')}
     FROM (
       SELECT listed.id, CASE
         WHEN benchmarks.body IS NULL THEN facts.body
         ELSE facts.body || jsonb_build_object('benchmarks', benchmarks.body)
       END AS body
       FROM ai_models AS listed
       JOIN model_contents AS facts ON facts.hash = listed.content_hash
       LEFT JOIN model_contents AS benchmarks ON benchmarks.hash = listed.benchmarks_hash
       WHERE listed.id = ANY ($1::text[])
     ) AS intact
     WHERE current.id = intact.id`,
    [ids],
  )
}
