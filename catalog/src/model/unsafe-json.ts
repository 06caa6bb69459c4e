// Values that fit the schema but cannot be stored or served: PostgreSQL's jsonb rejects NUL and lone surrogates, JSON has no infinity,
// a key such as `__proto__` can change the object it is copied to, deep nesting exhausts the stack, and a huge model takes seconds to
// compare and index.

/** Maximum levels of nested objects and arrays in a model, including itself. Real models have four. */
export const MAX_DEPTH = 32
/** Maximum values in a model, counting objects and arrays. Real models have some 250. */
export const MAX_VALUES = 10_000
/** Maximum UTF-16 units of all keys and texts of a model. Real models have up to 4,000. */
export const MAX_CHARACTERS = 256 * 1024

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const LONE_SURROGATE = /\p{Surrogate}/u

/** A problem, and its path from the inspected value. */
export interface UnsafeValue {
  path: readonly (string | number)[]
  problem: string
}

/** The first part of a parsed JSON value that cannot be stored and served, or null. Never throws. */
export function findUnsafeValue(value: unknown): UnsafeValue | null {
  return unsafeIn(value, 1, { values: MAX_VALUES, characters: MAX_CHARACTERS })
}

/** What a model may still hold. */
interface Allowance {
  values: number
  characters: number
}

/** Serialises any JSON value for inspection. If it is nested too deeply for `JSON.stringify`, a note replaces the deep parts. */
export function stringifyAnyDepth(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return JSON.stringify(withoutDeepParts(value, 1))
  }
}

function withoutDeepParts(value: unknown, level: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (level > MAX_DEPTH) return `(omitted: nested deeper than ${MAX_DEPTH} levels)`
  if (Array.isArray(value)) return value.map((item) => withoutDeepParts(item, level + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDeepParts(item, level + 1)]))
}

function unsafeIn(value: unknown, level: number, left: Allowance): UnsafeValue | null {
  left.values -= 1
  if (left.values < 0) return unsafeAt([], `is one of more than ${MAX_VALUES} values`)
  switch (typeof value) {
    case 'string':
      return unsafeAt([], problemOfText(value, left))
    case 'number':
      return unsafeAt([], Number.isFinite(value) ? null : 'is a number out of range')
    case 'boolean':
      return null
    case 'object':
      return value === null ? null : unsafeInContainer(value, level, left)
    default:
      return unsafeAt([], `is ${typeof value}, which is not a JSON type`)
  }
}

function unsafeInContainer(container: object, level: number, left: Allowance): UnsafeValue | null {
  if (level > MAX_DEPTH) return unsafeAt([], `is nested deeper than ${MAX_DEPTH} levels`)
  for (const [key, value] of entriesOf(container)) {
    const unsafe = unsafeAt([], problemOfKey(key, left)) ?? unsafeIn(value, level + 1, left)
    if (unsafe !== null) return { path: [key, ...unsafe.path], problem: unsafe.problem }
  }
  return null
}

/** One at a time: listing the entries of a huge object would take most of the time that the limits save. */
function* entriesOf(container: object): Generator<[string | number, unknown]> {
  if (Array.isArray(container)) return yield* container.entries()
  for (const key in container) yield [key, (container as Record<string, unknown>)[key]]
}

function problemOfKey(key: string | number, left: Allowance): string | null {
  if (typeof key === 'number') return null
  if (FORBIDDEN_KEYS.has(key)) return 'is a forbidden key'
  const problem = problemOfText(key, left)
  return problem === null ? null : `is a key that ${problem}`
}

function problemOfText(text: string, left: Allowance): string | null {
  left.characters -= text.length
  if (left.characters < 0) return `makes the model longer than ${MAX_CHARACTERS} characters`
  if (text.includes('\u0000')) return 'contains a NUL character'
  return LONE_SURROGATE.test(text) ? 'contains a lone surrogate' : null
}

function unsafeAt(path: UnsafeValue['path'], problem: string | null): UnsafeValue | null {
  return problem === null ? null : { path, problem }
}
