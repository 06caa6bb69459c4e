// What one model has cost and could take, as steps in time: for a chart, and for the table beside it.
import type { Series, Step } from '../contract/model-history.js'
import { NO_EXPIRY } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { isPrimaryPrice, parsePrice, samePrice } from '../price/price.js'
import { PRICE_KEYS } from '../model/price-format.js'

/** What a model looked like from a moment on (Unix milliseconds); null: it was gone. */
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
 * One series per price that ever was set, in the order of `PRICE_KEYS` and then by name; then `context_length` and
 * `expiration_date`. `looks` are oldest first. A value that says the same as the one before it makes no step.
 */
export function seriesOf(looks: readonly ModelState[]): Series[] {
  const tracks: Track[] = [
    ...priceKeys(looks).map(priceTrack),
    { field: 'context_length', read: (model) => model.context_length ?? null, same: equal },
    {
      field: 'expiration_date',
      read: ({ expiration_date: date }) => (date === NO_EXPIRY ? null : (date ?? null)),
      same: equal,
    },
  ]
  return tracks.map((track) => ({ field: track.field, steps: stepsOf(track, looks) }))
}

function stepsOf({ read, same }: Track, looks: readonly ModelState[]): Step[] {
  const points: { at: number; value: Value }[] = []
  for (const { observedAt, model } of looks) {
    const value = model === null ? null : read(model)
    const last = points.at(-1)
    if (last !== undefined && isSame(last.value, value, same)) continue
    if (last?.at === observedAt)
      last.value = value // two at one moment: the later one holds
    else points.push({ at: observedAt, value })
  }
  return points.map(({ at, value }, nr) => ({
    from: timeOf(at),
    to: points[nr + 1] ? timeOf(points[nr + 1]!.at) : null,
    value,
  }))
}

/** Gone is unlike any value, also unlike a price of zero. */
function isSame(a: Value, b: Value, same: Track['same']): boolean {
  return a === null || b === null ? a === b : same(a, b)
}

/** A secondary price that is absent is zero; a primary one is not known, as is one that cannot be read. */
function priceTrack(key: string): Track {
  const read = ({ pricing }: Model): Value => {
    const value = pricing?.[key] ?? (isPrimaryPrice(key) ? null : '0')
    return isPrice(value) ? value : null
  }
  return { field: `pricing.${key}`, read, same: (a, b) => samePrice(a, b, key) }
}

function priceKeys(looks: readonly ModelState[]): string[] {
  const set = new Set(
    looks.flatMap(({ model }) =>
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
