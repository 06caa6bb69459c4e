import { canonicalise } from '@modelkeep/catalog/canonical'
import type { Model } from '@modelkeep/catalog/model'
import { mapInTurns } from '../../turns.js'
import type { Queryable } from '../queryable.js'

/** The models that are listed now, in upstream order, in canonical form. */
export async function currentModels(db: Queryable): Promise<Model[]> {
  const rows = await db.query<{ body: Model }>('SELECT body FROM ai_models WHERE removed_at IS NULL AND position IS NOT NULL ORDER BY position')
  return mapInTurns(rows, (row) => canonicalise(row.body))
}
