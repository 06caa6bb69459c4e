// Two catalogues in, what happened in between out. Only what means something to a reader is news.
import type { Change, FieldChange } from './change.js'
import { fieldChanges } from './field-changes.js'
import type { Model } from '../model/model.js'
import { priceChanges } from './price-changes.js'
import { type Churn, findChurn, isChurn, type Pair } from './schema-changes.js'

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
  const steps = diffSteps(before, after, everSeen)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

const MODELS_A_STEP = 32

/** The same in steps of a few milliseconds, for who has other things to do in between. */
export function* diffSteps(
  before: ReadonlyMap<string, Model>,
  after: ReadonlyMap<string, Model>,
  everSeen: (id: string) => boolean,
): Generator<undefined, Change[]> {
  const churn = findChurn(pairsOf(before, after))
  yield
  const churned = new Set(churn.map(({ field }) => field))
  const present: Change[] = []
  let nr = 0
  for (const [id, now] of after) {
    const old = before.get(id)
    if (old === undefined) present.push(arrival(now, everSeen(id)))
    else for (const change of diffModel(old, now, churned)) present.push({ modelId: id, ...change })
    nr += 1
    if (nr % MODELS_A_STEP === 0) yield
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

/** The changes of one model that is there before and after. `churned`: fields whose coming and going is news of the schema. */
export function diffModel(before: Model, after: Model, churned: ReadonlySet<string>): FieldChange[] {
  if (before === after) return []
  return [...fieldChanges(before, after), ...priceChanges(before, after)].filter(
    (change) => !isChurn(change.field, [before, after], churned),
  )
}

/** A model that was not there before: new, or back where it was seen earlier. */
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

/** A model that is gone. */
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
