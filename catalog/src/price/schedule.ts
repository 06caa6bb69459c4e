// `pricing.overrides` holds price tiers by prompt size and time windows. The top-level price shows the current window, so with a
// schedule it moves several times a day although no price has really changed.
import { parsePrice, samePrice } from './price.js'
import { isRecord } from '../model/is-record.js'
import { sameValue } from '../model/json-equality.js'

type Pricing = Readonly<Record<string, unknown>>

/** Whether two lists of overrides are equal, with prices compared as decimals. Absent equals empty. Order matters: later entries win. */
export function sameOverrides(a: unknown, b: unknown): boolean {
  const [left, right] = [a ?? [], b ?? []]
  if (!Array.isArray(left) || !Array.isArray(right)) return sameValue(left, right)
  return left.length === right.length && left.every((entry, index) => sameEntry(entry, right[index]))
}

/** Whether a price moved between two windows of an unchanged schedule. Both values must be prices of windows. */
export function isScheduledMove(key: string, before: Pricing, after: Pricing): boolean {
  if (!sameOverrides(before['overrides'], after['overrides'])) return false
  const scheduled = windowPrices(after['overrides'], key)
  return [before[key], after[key]].every((value) => scheduled.some((price) => samePrice(price, value)))
}

function sameEntry(a: unknown, b: unknown): boolean {
  if (!isRecord(a) || !isRecord(b)) return sameValue(a, b)
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(
    (key) => Object.hasOwn(b, key) && (isPrice(a[key]) ? samePrice(a[key], b[key]) : sameValue(a[key], b[key])),
  )
}

/** The prices of one key in all windows. */
function windowPrices(overrides: unknown, key: string): unknown[] {
  const entries: readonly unknown[] = Array.isArray(overrides) ? overrides : []
  return entries
    .filter(isWindow)
    .map((entry) => entry[key])
    .filter(isPrice)
}

/** An override that depends on time only. One that also requires a long prompt never shows at the top level. */
function isWindow(entry: unknown): entry is Pricing {
  return isRecord(entry) && ('utc_start' in entry || 'utc_days' in entry) && !('min_prompt_tokens' in entry)
}

function isPrice(value: unknown): boolean {
  return parsePrice(value).kind !== 'unknown'
}
