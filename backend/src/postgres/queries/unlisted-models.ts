import type { Queryable } from '../queryable.js'

export interface UnlistedModel {
  /** The hash of its newest benchmarks, or null if it had none. */
  benchmarksHash: string | null
  /** False if no sync has seen it yet, since it was adopted from an older program. */
  seen: boolean
}

/** Known models that are not listed now, by id. */
export async function unlistedModels(db: Queryable): Promise<Map<string, UnlistedModel>> {
  const rows = await db.query<{ id: string; benchmarks_hash: string | null; seen: boolean }>(
    `SELECT id, benchmarks_hash, content_hash IS NOT NULL AS seen FROM ai_models
     WHERE removed_at IS NOT NULL OR position IS NULL`,
  )
  return new Map(rows.map((row) => [row.id, { benchmarksHash: row.benchmarks_hash, seen: row.seen }]))
}
