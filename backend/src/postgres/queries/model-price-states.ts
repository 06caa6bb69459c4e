import type { ModelState } from '@modelkeep/catalog/changes/price-series'
import type { Model } from '@modelkeep/catalog/model/model'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../queryable.js'
import { intactModel } from './intact-model.js'

/**
 * The states of several models, oldest first, with what their prices depend on and nothing else. Ids that were never seen, and states
 * whose content is damaged, are left out.
 */
export async function modelPriceStates(db: Queryable, ids: readonly string[]): Promise<Map<string, ModelState[]>> {
  const versions = await db.query<{ model_id: string; observed_at: number; hash: string | null }>(
    `SELECT model_id, observed_at, hash FROM model_versions
     WHERE model_id = ANY ($1::text[]) AND facet = 'model' ORDER BY model_id, observed_at, seq`,
    [ids],
  )
  const owners = new Map(versions.flatMap(({ model_id: id, hash }) => (hash === null ? [] : [[hash, id] as const])))
  const rows = await db.query<{ hash: string; body: unknown }>(
    'SELECT hash, body FROM model_contents WHERE hash = ANY ($1::text[])',
    [[...owners.keys()]],
  )
  const read = await mapInSlices(rows, ({ hash, body }) => {
    const model = intactModel({ id: owners.get(hash) ?? '', facts: body, hash })
    return model === null ? [] : ([[hash, pricedPart(typedModel(model))]] as const)
  })
  const models = new Map(read.flat())
  const states = new Map<string, ModelState[]>()
  for (const { model_id: id, observed_at: observedAt, hash } of versions) {
    const model = hash === null ? null : models.get(hash)
    if (model === undefined) continue
    const own = states.get(id) ?? []
    own.push({ observedAt, model })
    states.set(id, own)
  }
  return states
}

function pricedPart({ id, name, pricing, architecture }: Model): Model {
  return { id, name, ...(pricing && { pricing }), ...(architecture && { architecture }) }
}
