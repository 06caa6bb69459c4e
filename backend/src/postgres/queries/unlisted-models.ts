import type { Queryable } from '../queryable.js'

export interface UnlistedModel {
  /** Hash of its newest benchmarks, or null where it had none. */
  benchmarksHash: string | null
  /** False for a row that was adopted from an older program and that no sync has seen yet. */
  seen: boolean
}

/** Models that the catalogue knew once and does not list now, by id. */
export async function unlistedModels(db: Queryable): Promise<Map<string, UnlistedModel>> {
  const rows = await db.query<{ id: string; benchmarks_hash: string | null; seen: boolean }>(
    'SELECT id, benchmarks_hash, content_hash IS NOT NULL AS seen FROM ai_models WHERE removed_at IS NOT NULL OR position IS NULL',
  )
  return new Map(rows.map((row) => [row.id, { benchmarksHash: row.benchmarks_hash, seen: row.seen }]))
}
