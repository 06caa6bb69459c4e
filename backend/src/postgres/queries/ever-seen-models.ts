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
