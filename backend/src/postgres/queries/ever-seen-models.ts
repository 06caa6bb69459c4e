import type { Queryable } from '../queryable.js'

/**
 * A recursive common table expression `known (id)`: the ids of all models that were ever seen. Steps from one id to the next in the
 * index, so that neither the whole history is scanned nor `ai_models`, whose wide rows are rewritten with every new order.
 */
export const everSeenModels = `known (id) AS (
  (SELECT model_id FROM model_versions ORDER BY model_id LIMIT 1)
  UNION ALL
  SELECT (SELECT model_id FROM model_versions WHERE model_id > known.id ORDER BY model_id LIMIT 1)
  FROM known WHERE known.id IS NOT NULL
)`

/** The ids of all models that were ever seen, in the order of the index. */
export async function everSeenIds(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `WITH RECURSIVE ${everSeenModels} SELECT id FROM known WHERE id IS NOT NULL`,
  )
  return rows.map(({ id }) => id)
}
