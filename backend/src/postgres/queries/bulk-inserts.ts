import type { Change } from '@modelkeep/catalog/changes/change'
import type { Catalogue } from '../../catalogue/catalogue.js'
import type { FacetContent } from '../../catalogue/catalogue-entry.js'
import type { Queryable } from '../queryable.js'
import type { SyncRow } from './insert-sync.js'
import type { NewVersion } from './insert-versions.js'

/** The sync that a version or change belongs to. `observedAt` in Unix milliseconds. */
export interface SyncRef {
  syncId: number
  observedAt: number
}

const batchSize = 2_000

/** Inserts the rows of an import into the sync log. None of their keys may exist already. @returns the ids by key */
export async function insertSyncs(
  tx: Queryable,
  rows: readonly SyncRow[],
  importId: number,
): Promise<Map<string, number>> {
  const inserted = await tx.query<{ key: string; id: number }>(
    `INSERT INTO catalog_syncs (
       key, observed_at, source, scope, status, payload_hash, order_hash, model_count,
       added, changed, removed, duration_ms, detail, import_id
     )
     SELECT key, to_timestamp("observedAt" / 1000), source, scope, status, "payloadHash", "orderHash", "modelCount",
       added, changed, removed, "durationMs", detail, $2
     FROM jsonb_to_recordset($1::jsonb) AS sync (
       nr integer, key uuid, "observedAt" double precision, source text, scope text, status text,
       "payloadHash" text, "orderHash" text, "modelCount" integer,
       added integer, changed integer, removed integer, "durationMs" integer, detail text)
     ORDER BY nr RETURNING key, id`,
    [JSON.stringify(rows.map((row, nr) => ({ ...row, nr }))), importId],
  )
  return new Map(inserted.map(({ key, id }) => [key, id]))
}

/** Stores upstream's orders, each distinct one once. */
export async function insertOrders(tx: Queryable, catalogues: readonly Catalogue[]): Promise<void> {
  const orders = new Map(catalogues.map((catalogue) => [catalogue.orderHash, catalogue.entries.map(({ id }) => id)]))
  await tx.query(
    `INSERT INTO catalog_orders (hash, ids)
     SELECT hash, array(SELECT jsonb_array_elements_text(ids))
     FROM jsonb_to_recordset($1::jsonb) AS upstream (hash text, ids jsonb)
     ON CONFLICT (hash) DO NOTHING`,
    [JSON.stringify([...orders].map(([hash, ids]) => ({ hash, ids })))],
  )
}

/** Stores contents, each distinct one once. */
export async function insertContents(tx: Queryable, contents: ReadonlyMap<string, FacetContent>): Promise<void> {
  const all = [...contents.values()]
  for (let from = 0; from < all.length; from += batchSize) {
    await tx.query(
      `INSERT INTO model_contents (hash, body)
       SELECT hash, body FROM jsonb_to_recordset($1::jsonb) AS content (hash text, body jsonb)
       ON CONFLICT (hash) DO NOTHING`,
      [
        `[${all
          .slice(from, from + batchSize)
          .map(({ hash, json }) => `{"hash":"${hash}","body":${json}}`)
          .join(',')}]`,
      ],
    )
  }
}

/** Inserts versions, in order. Their contents must already be stored. */
export async function insertVersionRows(tx: Queryable, versions: readonly (NewVersion & SyncRef)[]): Promise<void> {
  for (let from = 0; from < versions.length; from += batchSize) {
    const slice = versions.slice(from, from + batchSize)
    await tx.query(
      `INSERT INTO model_versions (model_id, facet, sync_id, observed_at, hash)
       SELECT version.model_id, version.facet, version.sync_id, to_timestamp(version.observed_at / 1000), version.hash
       FROM unnest($1::text[], $2::text[], $3::bigint[], $4::double precision[], $5::text[]) WITH ORDINALITY
         AS version (model_id, facet, sync_id, observed_at, hash, nr)
       ORDER BY nr`,
      [
        slice.map((v) => v.modelId),
        slice.map((v) => v.facet),
        slice.map((v) => v.syncId),
        slice.map((v) => v.observedAt),
        slice.map((v) => v.content?.hash ?? null),
      ],
    )
  }
}

/** Inserts historical changes, in order. They are not sent to stream subscribers. */
export async function insertHistoricalChanges(tx: Queryable, changes: readonly (Change & SyncRef)[]): Promise<void> {
  for (let from = 0; from < changes.length; from += batchSize) {
    const rows = changes
      .slice(from, from + batchSize)
      .map((change, nr) => ({ ...change, nr, before: change.before ?? null, after: change.after ?? null }))
    await tx.query(
      `INSERT INTO catalog_changes (sync_id, observed_at, model_id, kind, field, before, after, scheduled, live)
       SELECT "syncId", to_timestamp("observedAt" / 1000), "modelId", kind, field, before, after, scheduled, false
       FROM jsonb_to_recordset($1::jsonb) AS change (
         nr integer, "syncId" bigint, "observedAt" double precision, "modelId" text, kind text, field text,
         before jsonb, after jsonb, scheduled boolean)
       ORDER BY nr`,
      [JSON.stringify(rows)],
    )
  }
}
