import type { CatalogueEntry } from '../../catalogue/catalogue-entry.js'
import { contextLengthIn, createdIn } from './model-columns.js'
import type { Queryable } from '../queryable.js'

/**
 * Adds historical models to `ai_models`. Unknown ones are added as removed, without benchmarks; of known ones only `first_seen` may
 * move back. Times are Unix milliseconds.
 */
export async function addRemovedModels(
  tx: Queryable,
  entries: readonly CatalogueEntry[],
  seenAt: number,
  removedAt: number,
): Promise<void> {
  const rows = entries.map(
    (entry) => `{"id":${JSON.stringify(entry.id)},"content_hash":"${entry.facts.hash}","body":${entry.json}}`,
  )
  await tx.query(
    `INSERT INTO ai_models AS current (
       id, name, description, context_length, created, body, content_hash, first_seen, last_seen, removed_at
     )
     SELECT id, body ->> 'name', body ->> 'description', ${contextLengthIn('body')},
       ${createdIn('body')},
       body, content_hash, seen.at, seen.at, to_timestamp($3::double precision / 1000)
     FROM jsonb_to_recordset($1::jsonb) AS model (id text, body jsonb, content_hash text),
       (SELECT to_timestamp($2::double precision / 1000) AS at) AS seen
     ON CONFLICT (id) DO UPDATE SET first_seen = excluded.first_seen
     WHERE current.first_seen > excluded.first_seen`,
    [`[${rows.join(',')}]`, seenAt, removedAt],
  )
}
