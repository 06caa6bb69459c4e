import type { Queryable } from '../../postgres/queryable.js'

export interface NewFetch {
  source: string
  /** Unix milliseconds. */
  observedAt: number
  etag: string | null
  lastModified: string | null
  /** The JSON of each entry by its hash. */
  bodies: ReadonlyMap<string, string>
  /** Hash of each entry by its key, in order. */
  hashes: ReadonlyMap<string, string>
  orderHash: string
  orderJson: string
}

/** Locks the catalogue until the end of the transaction, so that no two processes commit to it at once. */
export async function lockMirror(tx: Queryable, source: string): Promise<void> {
  await tx.query(
    `INSERT INTO mirror_sources (source) VALUES ($1) ON CONFLICT (source) DO UPDATE SET source = excluded.source`,
    [source],
  )
}

/** Stores what differs from the newest fetch, which `before` holds (hash by key). @returns how many entries differ */
export async function writeFetch(tx: Queryable, fetch: NewFetch, before: ReadonlyMap<string, string>): Promise<number> {
  const { source, hashes, bodies } = fetch
  const changed = [...hashes].filter(([key, hash]) => before.get(key) !== hash)
  const gone = [...before.keys()].filter((key) => !hashes.has(key))
  const used = [...new Set(changed.map(([, hash]) => hash))]
  await tx.query(
    `INSERT INTO mirror_contents (hash, body) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (hash) DO NOTHING`,
    [used, used.map((hash) => bodies.get(hash))],
  )
  await tx.query('INSERT INTO mirror_orders (hash, keys) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING', [
    fetch.orderHash,
    fetch.orderJson,
  ])
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO mirror_fetches (source, observed_at, order_hash, etag, last_modified)
     VALUES ($1, to_timestamp($2::double precision / 1000), $3, $4, $5) RETURNING id`,
    [source, fetch.observedAt, fetch.orderHash, fetch.etag, fetch.lastModified],
  )
  await tx.query(
    `INSERT INTO mirror_versions (source, key, fetch_id, hash)
     SELECT $1, key, $2, hash FROM unnest($3::text[], $4::text[]) AS changed (key, hash)`,
    [
      source,
      row!.id,
      [...changed.map(([key]) => key), ...gone],
      [...changed.map(([, hash]) => hash), ...gone.map(() => null)],
    ],
  )
  return changed.length + gone.length
}

/** The newest document was found unchanged. */
export async function confirmMirror(db: Queryable, source: string, confirmedAt: number): Promise<void> {
  await db.query(
    `UPDATE mirror_sources SET confirmed_at = greatest(confirmed_at, to_timestamp($2::double precision / 1000))
     WHERE source = $1`,
    [source, confirmedAt],
  )
}
