// Now and then upstream adds a field to every model, or drops one. That is one schema change, not one change per model.
import type { Model } from '../model/model.js'
import { isRecord } from '../model/is-record.js'

/** A schema change affects more than half of the models in both catalogues, and at least this many. */
const MIN_MODELS = 10

/** The objects whose fields are watched. */
const NESTED = ['architecture', 'pricing', 'top_provider', 'default_parameters', 'reasoning'] as const

/** Benchmarks change in most syncs; they have versions of their own and produce no changes. */
const IGNORED: ReadonlySet<string> = new Set(['benchmarks'])

/** A field that most models gained or lost: its path, and how many of the models in both catalogues had it. */
export interface Churn {
  field: string
  before: number
  after: number
}

/** A model before and after. */
export type Pair = readonly [before: Model, after: Model]

/** The fields that most of these models gained or lost at once, sorted by path. */
export function findChurn(pairs: readonly Pair[]): Churn[] {
  const moved = new Map<string, number>()
  for (const [before, after] of pairs) {
    for (const field of movedFields(before, after)) moved.set(field, (moved.get(field) ?? 0) + 1)
  }
  const churned = [...moved].filter(([, models]) => models >= MIN_MODELS && models * 2 > pairs.length)
  return churned
    .map(([field]) => ({
      field,
      before: pairs.filter(([before]) => hasField(before, field)).length,
      after: pairs.filter(([, after]) => hasField(after, field)).length,
    }))
    .toSorted((a, b) => (a.field < b.field ? -1 : 1))
}

/** Whether a field change is part of a schema change: the field or its object is present on one side only, and churned. */
export function isChurn(field: string, [before, after]: Pair, churned: ReadonlySet<string>): boolean {
  const object = field.split('.', 1)[0] ?? field
  return [object, field].some((path) => churned.has(path) && hasField(before, path) !== hasField(after, path))
}

function movedFields(before: Model, after: Model): string[] {
  if (before === after) return []
  const top = movedKeys(before, after).filter((key) => !IGNORED.has(key))
  const inside = NESTED.flatMap((object) => {
    const [left, right] = [before[object], after[object]]
    // If the object itself was gained or lost, that is the change.
    return isRecord(left) && isRecord(right) ? movedKeys(left, right).map((key) => `${object}.${key}`) : []
  })
  return [...top, ...inside]
}

/** Keys that only one of two objects has. A null field counts as present. */
function movedKeys(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key))
  const come = Object.keys(after).filter((key) => !Object.hasOwn(before, key))
  return [...gone, ...come]
}

function hasField(model: Model, field: string): boolean {
  if (Object.hasOwn(model, field)) return true
  const dot = field.indexOf('.')
  const object = model[field.slice(0, dot)]
  return dot > 0 && isRecord(object) && Object.hasOwn(object, field.slice(dot + 1))
}
