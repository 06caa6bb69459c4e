// Compares two catalogues. Only fields that matter to readers produce changes (`field-changes.ts`, `price-changes.ts`).
import { typedModel } from '../model/typed-model.js'
import type { Change, FieldChange } from './change.js'
import { fieldChanges } from './field-changes.js'
import type { Model } from '../model/model.js'
import { priceChanges } from './price-changes.js'
import { type Churn, findChurn, isChurn, type Pair } from './schema-changes.js'

/**
 * The changes from one catalogue to another: schema changes, then model changes in the order of `after`, then removed models in the
 * order of `before`. `everSeen` tells for ids missing from `before` whether they were seen earlier, that is, have returned.
 */
export function diffCatalogues(
  before: ReadonlyMap<string, Model>,
  after: ReadonlyMap<string, Model>,
  everSeen: (id: string) => boolean,
): Change[] {
  const steps = diffSteps(before, after, everSeen)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

const MODELS_PER_STEP = 32

/** Compares in steps of a few milliseconds, so that the caller can yield to the event loop in between. */
export function* diffSteps(
  before: ReadonlyMap<string, Model>,
  after: ReadonlyMap<string, Model>,
  everSeen: (id: string) => boolean,
): Generator<undefined, Change[]> {
  const churn = findChurn(pairsOf(before, after))
  yield
  const churned = new Set(churn.map(({ field }) => field))
  const present: Change[] = []
  let count = 0
  for (const [id, now] of after) {
    const old = before.get(id)
    if (old === undefined) present.push(arrival(now, everSeen(id)))
    else for (const change of diffModel(old, now, churned)) present.push({ modelId: id, ...change })
    count += 1
    if (count % MODELS_PER_STEP === 0) yield
  }
  const gone = [...before.values()].filter(({ id }) => !after.has(id)).map(departure)
  return [...churn.map(schemaChange), ...present, ...gone]
}

function pairsOf(before: ReadonlyMap<string, Model>, after: ReadonlyMap<string, Model>): Pair[] {
  return [...after].flatMap(([id, now]) => {
    const old = before.get(id)
    return old === undefined ? [] : [[old, now] as const]
  })
}

/** The changes of a model that is in both catalogues. `churned`: fields whose appearance or removal is a schema change. */
export function diffModel(before: Model, after: Model, churned: ReadonlySet<string>): FieldChange[] {
  if (before === after) return []
  const [old, now] = [typedModel(before), typedModel(after)]
  return [...fieldChanges(old, now), ...priceChanges(old, now)].filter(
    (change) => !isChurn(change.field, [before, after], churned),
  )
}

/** The change for a model that was not in the catalogue before: returned if it was seen earlier, otherwise added. */
export function arrival({ id, name }: Model, wasSeen: boolean): Change {
  return {
    modelId: id,
    kind: wasSeen ? 'model_returned' : 'model_added',
    field: null,
    before: null,
    after: { name },
    scheduled: false,
  }
}

/** The change for a removed model. */
export function departure({ id, name }: Model): Change {
  return { modelId: id, kind: 'model_removed', field: null, before: { name }, after: null, scheduled: false }
}

function schemaChange({ field, before, after }: Churn): Change {
  return {
    modelId: null,
    kind: 'schema_changed',
    field,
    before: { models: before },
    after: { models: after },
    scheduled: false,
  }
}
