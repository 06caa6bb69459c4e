// One key order for a model, whatever tier it came from: the schema's, then the rest by name. PostgreSQL's jsonb sorts keys its own
// way and upstream changes its order now and then; equal content must give equal bytes, and so equal hashes and ETags.
import * as z from 'zod'
import { type Model, modelSchema } from './model.js'

/** Where the keys of one object stand, and how to go on inside them. */
interface KeyOrder {
  keys: readonly string[]
  /** Where each key stands among them. */
  placeOf: ReadonlyMap<string, number>
  inside: ReadonlyMap<string, KeyOrder>
}

const UNKNOWN: KeyOrder = { keys: [], placeOf: new Map(), inside: new Map() }
const MODEL_ORDER = keyOrderOf(modelSchema)

/**
 * The model with its keys in canonical order at every level. Arrays keep their order and values are untouched. What is in order
 * already is not copied: it may be the very same object, or share parts with it.
 */
export function canonicalise(model: Model): Model {
  return reorder(model, MODEL_ORDER) as Model
}

/** The canonical bytes of a model, as JSON text. */
export function canonicalJson(model: Model): string {
  return JSON.stringify(canonicalise(model))
}

/** A model as two canonical JSON texts, so that benchmarks, which change in most syncs, have versions of their own. */
export function splitFacets(model: Model): { model: string; benchmarks: string | null } {
  const { benchmarks, ...rest } = canonicalise(model)
  return { model: JSON.stringify(rest), benchmarks: benchmarks === undefined ? null : JSON.stringify(benchmarks) }
}

/** Puts the parsed facets of `splitFacets` together again, in canonical order. */
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
  const nested = shape.map(([key, value]) => [key, keyOrderOf(value)] as const)
  const keys = shape.map(([key]) => key)
  return {
    keys,
    placeOf: new Map(keys.map((key, place) => [key, place])),
    inside: new Map(nested.filter(([, order]) => order !== UNKNOWN)),
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
    return items.every((item, nr) => item === value[nr]) ? value : items
  }
  const source = value as Record<string, unknown>
  const given = Object.keys(source)
  const keys = isInOrder(given, order) ? given : canonicalKeys(source, order)
  const values = keys.map((key) => reorder(source[key], order.inside.get(key) ?? UNKNOWN))
  if (keys === given && values.every((item, nr) => item === source[keys[nr] as string])) return source
  return Object.fromEntries(keys.map((key, nr) => [key, values[nr]]))
}

/** Known keys by their places, then the others by name. */
function isInOrder(keys: readonly string[], { placeOf }: KeyOrder): boolean {
  for (let nr = 1; nr < keys.length; nr += 1) {
    const [before, key] = [keys[nr - 1] as string, keys[nr] as string]
    const [placeBefore, place] = [placeOf.get(before) ?? Infinity, placeOf.get(key) ?? Infinity]
    if (placeBefore > place || (placeBefore === place && before > key)) return false
  }
  return true
}

function canonicalKeys(source: Record<string, unknown>, order: KeyOrder): string[] {
  const known = order.keys.filter((key) => Object.hasOwn(source, key))
  const rest = Object.keys(source).filter((key) => !order.placeOf.has(key))
  // The default sort compares code units, which no locale changes.
  return rest.length < 2 ? [...known, ...rest] : [...known, ...rest.toSorted()]
}
