// What would break the places that a model goes to, however well it fits the schema: PostgreSQL's jsonb refuses NUL and lone
// surrogates, JSON has no infinity, a key such as `__proto__` can change the object that it is copied to, and endless nesting
// exhausts the stack.

/** Levels of objects and arrays that a model may have, itself included. Real ones have four. */
export const MAX_DEPTH = 32

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const LONE_SURROGATE = /\p{Surrogate}/u

/** What is wrong, and the way to it from the value that was looked at. */
export interface UnsafeValue {
  path: readonly (string | number)[]
  problem: string
}

/** The first thing in a parsed JSON value that could not be stored and served again, or null. Never throws. */
export function findUnsafeValue(value: unknown): UnsafeValue | null {
  return flawOf(value, 1)
}

/**
 * Any JSON value as text, for a person to look at. What is nested so deeply that it cannot be written is left out, and a text
 * stands in its place.
 */
export function stringifyAnyDepth(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return JSON.stringify(withoutDepths(value, 1))
  }
}

function withoutDepths(value: unknown, level: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (level > MAX_DEPTH) return `(nested deeper than ${MAX_DEPTH} levels: left out)`
  if (Array.isArray(value)) return value.map((item) => withoutDepths(item, level + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDepths(item, level + 1)]))
}

function flawOf(value: unknown, level: number): UnsafeValue | null {
  switch (typeof value) {
    case 'string':
      return flawAt([], problemOfText(value))
    case 'number':
      return flawAt([], Number.isFinite(value) ? null : 'is a number out of range')
    case 'boolean':
      return null
    case 'object':
      return value === null ? null : flawInside(value, level)
    default:
      return flawAt([], `is ${typeof value}, which JSON does not have`)
  }
}

function flawInside(container: object, level: number): UnsafeValue | null {
  if (level > MAX_DEPTH) return flawAt([], `is nested deeper than ${MAX_DEPTH} levels`)
  const entries = Array.isArray(container) ? container.entries() : Object.entries(container)
  for (const [key, value] of entries) {
    const flaw = flawAt([], problemOfKey(key)) ?? flawOf(value, level + 1)
    if (flaw !== null) return { path: [key, ...flaw.path], problem: flaw.problem }
  }
  return null
}

function problemOfKey(key: string | number): string | null {
  if (typeof key === 'number') return null
  if (FORBIDDEN_KEYS.has(key)) return 'is a key that is not allowed'
  const problem = problemOfText(key)
  return problem === null ? null : `is a key that ${problem}`
}

function problemOfText(text: string): string | null {
  if (text.includes('\u0000')) return 'contains a NUL character'
  return LONE_SURROGATE.test(text) ? 'contains half of a surrogate pair' : null
}

function flawAt(path: UnsafeValue['path'], problem: string | null): UnsafeValue | null {
  return problem === null ? null : { path, problem }
}
