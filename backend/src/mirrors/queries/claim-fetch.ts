import type { Queryable } from '../../postgres/queryable.js'

/** Whether this process is to fetch now: no other one has begun to within `gapMs`. By the database's clock. */
export async function claimFetch(db: Queryable, source: string, gapMs: number): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO mirror_sources AS known (source, fetch_started_at) VALUES ($1, now())
     ON CONFLICT (source) DO UPDATE SET fetch_started_at = excluded.fetch_started_at
       WHERE known.fetch_started_at IS NULL OR known.fetch_started_at <= now() - $2 * interval '1 millisecond'
     RETURNING source`,
    [source, gapMs],
  )
  return rows.length > 0
}

/** The fetch failed: any process may try again. */
export async function releaseFetch(db: Queryable, source: string): Promise<void> {
  await db.query('UPDATE mirror_sources SET fetch_started_at = NULL WHERE source = $1', [source])
}
