// Reads counts from a usage object by path. An absent field, or null, is undefined; any other value must be a whole number from 0.
import { isRecord } from '../model/is-record.js'
import { UsageError } from './usage.js'

type Fields = Readonly<Record<string, unknown>>

const MAX_SHOWN = 40

/** The count at a dotted path such as `prompt_tokens_details.cached_tokens`. @throws UsageError */
export function countAt(usage: Fields, path: string): number | undefined {
  const value = valueAt(usage, path)
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new UsageError(`${path} is ${shown(value)}; expected a whole number from 0`)
}

/** The first of several names that is present. */
export function firstCount(usage: Fields, paths: readonly string[]): number | undefined {
  for (const path of paths) {
    const count = countAt(usage, path)
    if (count !== undefined) return count
  }
  return undefined
}

export function valueAt(usage: Fields, path: string): unknown {
  if (!path.includes('.')) return Object.hasOwn(usage, path) ? (usage[path] ?? undefined) : undefined
  let value: unknown = usage
  for (const [at, key] of path.split('.').entries()) {
    if (value === undefined || value === null) return undefined
    if (!isRecord(value))
      throw new UsageError(`${path.split('.').slice(0, at).join('.')} is ${shown(value)}; expected an object`)
    value = Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value ?? undefined
}

/** A value in an error message: short, and never a whole document. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, MAX_SHOWN + 1)) : String(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
