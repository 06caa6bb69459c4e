import type { FieldChange } from './change.js'
import type { Model } from '../model/model.js'
import { PRICE_KEYS } from '../model/price-format.js'
import { parsePrice, samePrice } from '../price/price.js'
import { isScheduledMove, sameOverrides } from '../price/schedule.js'

/** The price changes of one model: known keys in the order of `PRICE_KEYS`, other keys by name, overrides, discount. */
export function priceChanges(before: Model, after: Model): FieldChange[] {
  const [old, now] = [before.pricing ?? {}, after.pricing ?? {}]
  if (old === now) return []
  const changes = priceKeys(old, now)
    .filter((key) => !samePrice(old[key], now[key]))
    .map((key) => priceChange(key, old[key], now[key], isScheduledMove(key, old, now)))
  if (!sameOverrides(old.overrides, now.overrides)) changes.push(priceChange('overrides', old.overrides, now.overrides))
  if ((old.discount ?? 0) !== (now.discount ?? 0)) changes.push(priceChange('discount', old.discount, now.discount))
  return changes
}

function priceChange(key: string, before: unknown, after: unknown, scheduled = false): FieldChange {
  return { kind: 'price_changed', field: `pricing.${key}`, before: before ?? null, after: after ?? null, scheduled }
}

/** The known keys, and unknown keys that hold a price. */
function priceKeys(...pricings: readonly Readonly<Record<string, unknown>>[]): string[] {
  const known: readonly string[] = PRICE_KEYS
  const unknownKeys = pricings.flatMap((pricing) =>
    Object.keys(pricing).filter((key) => !known.includes(key) && parsePrice(pricing[key]).kind !== 'unknown'),
  )
  return [...known, ...[...new Set(unknownKeys)].toSorted()]
}
