import type { Queryable } from '../../postgres/queryable.js'

/** Times in Unix milliseconds. */
export interface StoredFetch {
  id: number
  observedAt: number
  confirmedAt: number
  etag: string | null
  lastModified: string | null
  orderHash: string
}

/** The newest fetch observed at or before `moment`; null: there was none. */
export async function fetchAt(db: Queryable, source: string, moment: number | null): Promise<StoredFetch | null> {
  const [row] = await db.query<StoredFetch>(
    `SELECT id, observed_at AS "observedAt", greatest(observed_at, confirmed_at) AS "confirmedAt", etag,
       last_modified AS "lastModified", order_hash AS "orderHash"
     FROM mirror_fetches JOIN mirror_sources USING (source)
     WHERE source = $1 AND ($2::double precision IS NULL OR observed_at <= to_timestamp($2::double precision / 1000))
     ORDER BY observed_at DESC, id DESC LIMIT 1`,
    [source, moment],
  )
  return row ?? null
}

/** Hash of each entry by its key, in no order, as of a fetch. */
export async function hashesAt(db: Queryable, source: string, fetchId: number): Promise<Map<string, string>> {
  const rows = await db.query<{ key: string; hash: string }>(
    `SELECT key, hash FROM (
       SELECT DISTINCT ON (key) key, hash FROM mirror_versions
       WHERE source = $1 AND fetch_id <= $2 ORDER BY key, fetch_id DESC
     ) AS newest WHERE hash IS NOT NULL`,
    [source, fetchId],
  )
  return new Map(rows.map(({ key, hash }) => [key, hash]))
}

/** Keys in the order of the document. */
export async function orderOf(db: Queryable, orderHash: string): Promise<string[]> {
  const [row] = await db.query<{ keys: string }>('SELECT keys FROM mirror_orders WHERE hash = $1', [orderHash])
  if (row === undefined) throw new Error('the order of a mirrored document is missing')
  return JSON.parse(row.keys) as string[]
}

/** The JSON of entries by their hash. */
export async function bodiesOf(db: Queryable, hashes: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ hash: string; body: string }>(
    'SELECT hash, body FROM mirror_contents WHERE hash = ANY ($1::text[])',
    [hashes],
  )
  return new Map(rows.map(({ hash, body }) => [hash, body]))
}
