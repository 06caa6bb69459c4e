// Now and then upstream adds a field to every model, or drops one. That is one piece of news about the schema, not one per model.
import type { Model } from '../model/model.js'
import { isRecord } from '../model/is-record.js'

/** A field came to or left most models: more than half of those present before and after, and no fewer than this. */
const FEWEST_MODELS = 10

/** The objects whose own fields are watched for changes, and so for churn. */
const NESTED = ['architecture', 'pricing', 'top_provider', 'default_parameters', 'reasoning'] as const

/** Their coming and going is no news to anyone who watches prices; see `splitFacets`. */
const IGNORED: ReadonlySet<string> = new Set(['benchmarks'])

/** A field that churned, as a path, and how many of the models present before and after had it. */
export interface Churn {
  field: string
  before: number
  after: number
}

/** A model before and after. */
export type Pair = readonly [before: Model, after: Model]

/** The fields that came to, or left, most of these models at once, in order of their paths. */
export function findChurn(pairs: readonly Pair[]): Churn[] {
  const moved = new Map<string, number>()
  for (const [before, after] of pairs) {
    for (const field of movedFields(before, after)) moved.set(field, (moved.get(field) ?? 0) + 1)
  }
  const churned = [...moved].filter(([, models]) => models >= FEWEST_MODELS && models * 2 > pairs.length)
  return churned
    .map(([field]) => ({
      field,
      before: pairs.filter(([before]) => hasField(before, field)).length,
      after: pairs.filter(([, after]) => hasField(after, field)).length,
    }))
    .toSorted((a, b) => (a.field < b.field ? -1 : 1))
}

/** Whether a change of this field comes from churn: the field, or the object around it, is there on one side only, and it churned. */
export function isChurn(field: string, [before, after]: Pair, churned: ReadonlySet<string>): boolean {
  const object = field.split('.', 1)[0] ?? field
  return [object, field].some((path) => churned.has(path) && hasField(before, path) !== hasField(after, path))
}

function movedFields(before: Model, after: Model): string[] {
  if (before === after) return []
  const top = movedKeys(before, after).filter((key) => !IGNORED.has(key))
  const inside = NESTED.flatMap((object) => {
    const [left, right] = [before[object], after[object]]
    // Where the object itself came or went, that is the news.
    return isRecord(left) && isRecord(right) ? movedKeys(left, right).map((key) => `${object}.${key}`) : []
  })
  return [...top, ...inside]
}

/** Keys that one of two objects has and the other has not. A field that is null is there. */
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
