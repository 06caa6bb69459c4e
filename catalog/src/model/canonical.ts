// One key order for a model, whatever its tier: the order of the schema, then unknown keys by name. PostgreSQL's jsonb reorders keys
// and upstream changes its order now and then, but equal content must give equal bytes, and thus equal hashes and ETags.
import * as z from 'zod'
import { type Model, modelSchema } from './model.js'

/** The order of the keys of one object, and of the objects nested in it. */
interface KeyOrder {
  keys: readonly string[]
  rankOf: ReadonlyMap<string, number>
  nested: ReadonlyMap<string, KeyOrder>
}

const UNKNOWN: KeyOrder = { keys: [], rankOf: new Map(), nested: new Map() }
const MODEL_ORDER = keyOrderOf(modelSchema)

/**
 * The model with its keys in canonical order at every level. Arrays keep their order and values are unchanged. Parts that are already
 * in order are not copied, so the result may be the same object or share parts with it.
 */
export function canonicalise(model: Model): Model {
  return reorder(model, MODEL_ORDER) as Model
}

/** Joins the two facets under which a model is stored, the model without benchmarks and its benchmarks, in canonical order. */
export function joinFacets(model: Readonly<Record<string, unknown>>, benchmarks: unknown): Model {
  return reorder(
    benchmarks === null || benchmarks === undefined ? model : { ...model, benchmarks },
    MODEL_ORDER,
  ) as Model
}

function keyOrderOf(schema: z.ZodType): KeyOrder {
  const bare = unwrap(schema)
  if (!(bare instanceof z.ZodObject)) return UNKNOWN
  const shape = Object.entries<z.ZodType>(bare.shape)
  const nestedOrders = shape.map(([key, value]) => [key, keyOrderOf(value)] as const)
  const keys = shape.map(([key]) => key)
  return {
    keys,
    rankOf: new Map(keys.map((key, rank) => [key, rank])),
    nested: new Map(nestedOrders.filter(([, order]) => order !== UNKNOWN)),
  }
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodArray) return unwrap(schema.element as z.ZodType)
  return schema
}

function reorder(value: unknown, order: KeyOrder): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => reorder(item, order))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  const source = value as Record<string, unknown>
  const given = Object.keys(source)
  const keys = isInOrder(given, order) ? given : canonicalKeys(source, order)
  const values = keys.map((key) => reorder(source[key], order.nested.get(key) ?? UNKNOWN))
  if (keys === given && values.every((item, index) => item === source[keys[index] as string])) return source
  return Object.fromEntries(keys.map((key, index) => [key, values[index]]))
}

/** Whether known keys come first, in schema order, and then the others by name. */
function isInOrder(keys: readonly string[], { rankOf }: KeyOrder): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    const [before, key] = [keys[index - 1] as string, keys[index] as string]
    const [rankBefore, rank] = [rankOf.get(before) ?? Infinity, rankOf.get(key) ?? Infinity]
    if (rankBefore > rank || (rankBefore === rank && before > key)) return false
  }
  return true
}

function canonicalKeys(source: Record<string, unknown>, order: KeyOrder): string[] {
  const known = order.keys.filter((key) => Object.hasOwn(source, key))
  const rest = Object.keys(source).filter((key) => !order.rankOf.has(key))
  // The default sort compares code units, which does not depend on the locale.
  return rest.length < 2 ? [...known, ...rest] : [...known, ...rest.toSorted()]
}
