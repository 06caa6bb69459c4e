// `pricing.overrides` holds tiers by prompt size and windows by time of day. The top-level price shows the window that is open, so
// with a schedule it moves several times a day and nothing has become dearer or cheaper.
import { parsePrice, samePrice } from './price.js'
import { isRecord } from '../model/is-record.js'
import { sameValue } from '../model/json-equality.js'

type Pricing = Readonly<Record<string, unknown>>

/** Whether two lists of overrides say the same, prices compared as decimals. Absent and empty are the same. Order counts: later entries win. */
export function sameOverrides(a: unknown, b: unknown): boolean {
  const [left, right] = [a ?? [], b ?? []]
  if (!Array.isArray(left) || !Array.isArray(right)) return sameValue(left, right)
  return left.length === right.length && left.every((entry, index) => sameEntry(entry, right[index]))
}

/** Whether a price moved from one window of an unchanged schedule to another. Both values must be a window's own. */
export function isScheduledFlip(key: string, before: Pricing, after: Pricing): boolean {
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

/** The prices that the windows give a key. */
function windowPrices(overrides: unknown, key: string): unknown[] {
  const entries: readonly unknown[] = Array.isArray(overrides) ? overrides : []
  return entries
    .filter(isWindow)
    .map((entry) => entry[key])
    .filter(isPrice)
}

/** An entry that depends on the time alone: one that asks for a long prompt as well never shows at the top level. */
function isWindow(entry: unknown): entry is Pricing {
  return isRecord(entry) && ('utc_start' in entry || 'utc_days' in entry) && !('min_prompt_tokens' in entry)
}

function isPrice(value: unknown): boolean {
  return parsePrice(value).kind !== 'unknown'
}
