import { joinFacets } from '@modelkeep/catalog/model/canonical'
import { modelIdSchema, modelSchema, type Model } from '@modelkeep/catalog/model/model'
import type { Queryable } from '../queryable.js'

/** A row that was adopted from an older program, and that no sync has listed. It has no versions. */
export interface AdoptedModel {
  body: Model
  /** Unix milliseconds. */
  removed_at: number
}

/** The adopted models that had been removed by `moment` (Unix milliseconds): the first sync without them removes them. */
export async function adoptedModels(db: Queryable, moment: number): Promise<AdoptedModel[]> {
  const rows = await db.query<{ body: Record<string, unknown>; removed_at: number }>(
    `SELECT body, removed_at FROM ai_models
     WHERE content_hash IS NULL AND removed_at <= to_timestamp($1::double precision / 1000)
       AND NOT EXISTS (SELECT FROM model_versions WHERE model_id = ai_models.id)`,
    [moment],
  )
  return rows
    .filter(({ body }) => modelIdSchema.safeParse(body['id']).success)
    .map(({ body, removed_at }) => ({ body: asModel(body), removed_at }))
}

/** The older program may have stored a row without a name, or values that a model cannot have; these are left out. */
function asModel(body: Record<string, unknown>): Model {
  const known = Object.entries(modelSchema.shape)
  const readable = known.filter(([field, schema]) => field in body && schema.safeParse(body[field]).success)
  return joinFacets({ name: body['id'], ...Object.fromEntries(readable.map(([field]) => [field, body[field]])) }, null)
}
