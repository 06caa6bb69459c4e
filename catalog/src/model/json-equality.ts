import { isRecord } from './is-record.js'

/** Whether two JSON values are equal, ignoring key order. At the top level, null and absent are equal. */
export function sameValue(a: unknown, b: unknown): boolean {
  return sameContent(a ?? null, b ?? null)
}

/** Whether two lists hold the same items, ignoring their order. Null, absent and empty are equal. */
export function sameSet(a: unknown, b: unknown): boolean {
  if (!isListOrNothing(a) || !isListOrNothing(b)) return sameValue(a, b)
  const [left, right] = [new Set(a), new Set(b)]
  return left.size === right.size && [...left].every((item) => right.has(item))
}

function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameContent(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameContent(a[key], b[key]))
  )
}

function isListOrNothing(value: unknown): value is readonly unknown[] | null | undefined {
  return Array.isArray(value) || value === null || value === undefined
}
