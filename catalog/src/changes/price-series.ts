// The prices, context and expiry date of one model as step functions over time, for charts and tables.
import type { Series, Step } from '../contract/model-history.js'
import { expiryOf } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { parsePrice, samePrice } from '../price/price.js'
import { PRICE_KEYS } from '../model/price-format.js'

/** A model from a point in time on (Unix milliseconds); null: not in the catalogue. */
export interface ModelState {
  observedAt: number
  model: Model | null
}

type Value = Step['value']

interface Track {
  field: string
  read: (model: Model) => Value
  same: (a: Value, b: Value) => boolean
}

const equal = (a: Value, b: Value): boolean => a === b

/**
 * One series for each price that was ever set, in the order of `PRICE_KEYS` and then by name; then `context_length` and
 * `expiration_date`. `states` oldest first. A value equal to the previous one starts no step.
 */
export function seriesOf(states: readonly ModelState[]): Series[] {
  const tracks: Track[] = [
    ...priceKeys(states).map(priceTrack),
    { field: 'context_length', read: (model) => model.context_length ?? null, same: equal },
    { field: 'expiration_date', read: expiryOf, same: equal },
  ]
  return tracks.map((track) => ({ field: track.field, steps: stepsOf(track, states) }))
}

function stepsOf({ read, same }: Track, states: readonly ModelState[]): Step[] {
  const points: { at: number; value: Value }[] = []
  for (const { observedAt, model } of states) {
    const value = model === null ? null : read(model)
    const last = points.at(-1)
    if (last !== undefined && isSame(last.value, value, same)) continue
    if (last?.at === observedAt)
      last.value = value // of two states at one time the later one counts
    else points.push({ at: observedAt, value })
  }
  return points.map(({ at, value }, index) => ({
    from: timeOf(at),
    to: points[index + 1] ? timeOf(points[index + 1]!.at) : null,
    value,
  }))
}

/** null (not in the catalogue) differs from every value, including a price of zero. */
function isSame(a: Value, b: Value, same: Track['same']): boolean {
  return a === null || b === null ? a === b : same(a, b)
}

/** An absent or unreadable price is null. */
function priceTrack(key: string): Track {
  const read = ({ pricing }: Model): Value => {
    const value = pricing?.[key]
    return isPrice(value) ? value : null
  }
  return { field: `pricing.${key}`, read, same: samePrice }
}

function priceKeys(states: readonly ModelState[]): string[] {
  const set = new Set(
    states.flatMap(({ model }) =>
      Object.entries(model?.pricing ?? {}).flatMap(([key, value]) => (isPrice(value) ? [key] : [])),
    ),
  )
  const known: readonly string[] = PRICE_KEYS
  return [...known.filter((key) => set.has(key)), ...[...set].filter((key) => !known.includes(key)).toSorted()]
}

function isPrice(value: unknown): value is string {
  return parsePrice(value).kind !== 'unknown'
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
