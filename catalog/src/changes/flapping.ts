// A price that goes to and fro says nothing each time. A *run* is a maximal chain of consecutive changes of one price of one
// model, each within a day of the one before it and back to the value before that one (A, B, A …). A run of two or more is shown
// once, at its newest change; the others are hidden. Whether a change is hidden depends on the one after it alone, and whether it
// is in a run on its two neighbours: so pages of a long list can be made without the rest of it.
import { samePrice } from '../price/price.js'
import { sameValue } from '../model/json-equality.js'

/** How soon a price must be back, in milliseconds; exactly that much is soon enough. */
export const FLAP_WITHIN_MS = 24 * 3_600_000

/** One change of one price. `observedAt` in Unix milliseconds. */
export interface PriceMove {
  field: string
  before: unknown
  after: unknown
  observedAt: number
}

/** What a run is shown as: the whole way from its first value to its last, and what became of it in between. */
export interface FlappingRun {
  before: unknown
  after: unknown
  flapping: { times: number; since: number; values: [first: unknown, second: unknown] }
}

/** Whether a change can be part of a run at all: a price, moved otherwise than by an unchanged schedule. */
export function canFlap({ kind, scheduled }: { kind: string; scheduled: boolean }): boolean {
  return kind === 'price_changed' && !scheduled
}

/** Whether `later`, the next change of the same price after `earlier`, takes it back within a day. Then `earlier` is hidden. */
export function flapsBack(earlier: PriceMove, later: PriceMove): boolean {
  if (later.observedAt - earlier.observedAt > FLAP_WITHIN_MS) return false
  return same(earlier.field, earlier.after, later.before) && same(earlier.field, earlier.before, later.after)
}

export interface Run {
  /** Takes the next earlier change in; false: it is no part of the run, which is complete. */
  extend(earlier: PriceMove): boolean
  /** null: `newest` is a change by itself. */
  result(): FlappingRun | null
}

/** The run that ends with `newest`: give it the changes of the same price before it, newest first, until it takes no more. */
export function createRun(newest: PriceMove): Run {
  let [first, times] = [newest, 1]
  return {
    extend: (earlier) => {
      if (!flapsBack(earlier, first)) return false
      first = earlier
      times++
      return true
    },
    result: () =>
      times < 2
        ? null
        : {
            before: first.before,
            after: newest.after,
            flapping: { times, since: first.observedAt, values: [first.before, first.after] },
          },
  }
}

function same(field: string, a: unknown, b: unknown): boolean {
  return sameValue(a, b) || samePrice(a, b, field.slice(field.indexOf('.') + 1))
}
