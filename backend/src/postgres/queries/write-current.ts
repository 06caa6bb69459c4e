import type { Catalogue } from '../../catalogue/catalogue.js'
import type { CatalogueEntry } from '../../catalogue/catalogue-entry.js'
import { contextLengthIn, createdIn } from './model-columns.js'
import type { Queryable } from '../queryable.js'

const batchSize = 2_000

/** The update of `ai_models` after a sync. Times are Unix milliseconds. */
export interface CurrentUpdate {
  catalogue: Catalogue
  /** New and changed entries. */
  written: readonly CatalogueEntry[]
  removedIds: readonly string[]
  observedAt: number
  /** When the removed models were last seen. */
  lastSeenAt: number
  /** When written entries were first seen and last changed, by id; absent: at `observedAt`. */
  seenTimes?: ReadonlyMap<string, { firstAt: number; changedAt: number }>
}

/** Updates `ai_models`. Writes only rows that differ. */
export async function writeCurrent(tx: Queryable, update: CurrentUpdate): Promise<void> {
  for (let from = 0; from < update.written.length; from += batchSize)
    await upsert(tx, update.written.slice(from, from + batchSize), update)
  await tx.query(
    `UPDATE ai_models SET removed_at = to_timestamp($2::double precision / 1000),
       last_seen = to_timestamp($3::double precision / 1000), position = NULL
     WHERE id = ANY ($1::text[])`,
    [update.removedIds, update.observedAt, update.lastSeenAt],
  )
  // Keeps rows that were adopted from an older program and that upstream does not list, as removed models.
  await tx.query(
    `UPDATE ai_models SET removed_at = to_timestamp($1::double precision / 1000)
     WHERE content_hash IS NULL AND removed_at IS NULL`,
    [update.observedAt],
  )
  await tx.query(
    `UPDATE ai_models SET position = listed.position
     FROM (SELECT id, nr - 1 AS position FROM unnest($1::text[]) WITH ORDINALITY AS o (id, nr)) AS listed
     WHERE ai_models.id = listed.id AND ai_models.position IS DISTINCT FROM listed.position`,
    [update.catalogue.entries.map((entry) => entry.id)],
  )
}

async function upsert(
  tx: Queryable,
  entries: readonly CatalogueEntry[],
  { catalogue, observedAt, seenTimes }: CurrentUpdate,
): Promise<void> {
  const positions = new Map(catalogue.entries.map(({ id }, position) => [id, position]))
  const rows = entries.map(({ id, json, facts, benchmarks }) => {
    const { firstAt, changedAt } = seenTimes?.get(id) ?? { firstAt: observedAt, changedAt: observedAt }
    const row = {
      id,
      position: positions.get(id),
      first_at: firstAt,
      changed_at: changedAt,
      content_hash: facts.hash,
      benchmarks_hash: benchmarks?.hash ?? null,
    }
    return `${JSON.stringify(row).slice(0, -1)},"body":${json}}`
  })
  await tx.query(
    `INSERT INTO ai_models AS current (
       id, name, description, context_length, created,
       body, content_hash, benchmarks_hash, position, first_seen, last_seen
     )
     SELECT id, body ->> 'name', body ->> 'description', ${contextLengthIn('body')},
       ${createdIn('body')},
       body, content_hash, benchmarks_hash, position, to_timestamp(first_at / 1000), to_timestamp(changed_at / 1000)
     FROM jsonb_to_recordset($1::jsonb) AS model (
       id text, body jsonb, content_hash text, benchmarks_hash text, position integer,
       first_at double precision, changed_at double precision)
     ON CONFLICT (id) DO UPDATE SET
       name = excluded.name, description = excluded.description,
       context_length = excluded.context_length, created = excluded.created, body = excluded.body,
       content_hash = excluded.content_hash, benchmarks_hash = excluded.benchmarks_hash, position = excluded.position,
       first_seen = coalesce(current.first_seen, excluded.first_seen), last_seen = excluded.last_seen,
       removed_at = NULL`,
    [`[${rows.join(',')}]`],
  )
}
