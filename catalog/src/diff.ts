// Two catalogues in, what happened in between out. Only what means something to a reader is news.
import type { Change, ChangeKind } from './change.js'
import { fieldChanges } from './field-changes.js'
import type { Model } from './model.js'
import { priceChanges } from './price-changes.js'
import { type Churn, findChurn, isChurn, type Pair } from './schema-churn.js'

export { type Change, type ChangeKind, changeKindSchema } from './change.js'

/**
 * The changes from one catalogue to another: of the schema first, then model by model in the order of `after`, and then what is
 * gone, in the order of `before`. `everSeen` is asked about ids that are not in `before`: one seen earlier has returned. With
 * nothing before, every model is new.
 */
export function diffCatalogues(
  before: ReadonlyMap<string, Model>,
  after: ReadonlyMap<string, Model>,
  everSeen: (id: string) => boolean,
): Change[] {
  const churn = findChurn(pairsOf(before, after))
  const churned = new Set(churn.map(({ field }) => field))
  const present = [...after].flatMap(([id, now]) => {
    const old = before.get(id)
    if (old === undefined) return [comingOrGoing(id, everSeen(id) ? 'model_returned' : 'model_added', now)]
    return modelChanges(id, [old, now], churned)
  })
  const gone = [...before].filter(([id]) => !after.has(id)).map(([id, old]) => comingOrGoing(id, 'model_removed', old))
  return [...churn.map(schemaChange), ...present, ...gone]
}

function pairsOf(before: ReadonlyMap<string, Model>, after: ReadonlyMap<string, Model>): Pair[] {
  return [...after].flatMap(([id, now]) => {
    const old = before.get(id)
    return old === undefined ? [] : [[old, now] as const]
  })
}

function modelChanges(modelId: string, pair: Pair, churned: ReadonlySet<string>): Change[] {
  const [before, after] = pair
  if (before === after) return []
  return [...fieldChanges(before, after), ...priceChanges(before, after)]
    .filter((change) => !isChurn(change.field, pair, churned))
    .map((change) => ({ modelId, ...change }))
}

function comingOrGoing(modelId: string, kind: ChangeKind, { name }: Model): Change {
  const isGone = kind === 'model_removed'
  return { modelId, kind, field: null, before: isGone ? { name } : null, after: isGone ? null : { name }, scheduled: false }
}

function schemaChange({ field, before, after }: Churn): Change {
  return { modelId: null, kind: 'schema_changed', field, before: { models: before }, after: { models: after }, scheduled: false }
}
