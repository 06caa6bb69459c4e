// Merges flapping prices. A *run* is a maximal chain of consecutive changes of one price of one model, each within a day of the
// previous one and reverting it (A, B, A, …). A run of two or more is shown once, at its newest change; the others are hidden.
// Whether a change is hidden depends only on the next one, and whether it is in a run only on its two neighbours, so a page of a
// long list can be computed without the rest of it.
import { samePrice } from '../price/price.js'
import { sameValue } from '../model/json-equality.js'

/** Maximum time between two changes of a run, in milliseconds, inclusive. */
export const FLAP_WITHIN_MS = 24 * 3_600_000

/** One change of one price. `observedAt` in Unix milliseconds. */
export interface PriceMove {
  before: unknown
  after: unknown
  observedAt: number
}

/** A run as it is shown: from its first value to its last, with details of the changes in between. */
export interface FlappingRun {
  before: unknown
  after: unknown
  flapping: { times: number; since: number; values: [first: unknown, second: unknown] }
}

/** Whether a change can be part of a run: a price change that is not scheduled. */
export function canFlap({ kind, scheduled }: { kind: string; scheduled: boolean }): boolean {
  return kind === 'price_changed' && !scheduled
}

/** Whether `later`, the next change of the same price, reverts `earlier` within a day. Then `earlier` is hidden. */
export function flapsBack(earlier: PriceMove, later: PriceMove): boolean {
  if (later.observedAt - earlier.observedAt > FLAP_WITHIN_MS) return false
  return same(earlier.after, later.before) && same(earlier.before, later.after)
}

export interface Run {
  /** Adds the next earlier change. Returns false if it is not part of the run, which is then complete. */
  extend(earlier: PriceMove): boolean
  /** Adds `count` earlier changes, of which `earliest` is the first, and of which each is known to revert the one before. */
  extendTo(earliest: PriceMove, count: number): void
  /** The run, or null if `newest` is not part of one. */
  result(): FlappingRun | null
}

/** The run that ends with `newest`. Extend it with earlier changes of the same price, newest first. */
export function createRun(newest: PriceMove): Run {
  let [first, times] = [newest, 1]
  return {
    extend: (earlier) => {
      if (!flapsBack(earlier, first)) return false
      first = earlier
      times++
      return true
    },
    extendTo: (earliest, count) => {
      if (count === 0) return
      first = earliest
      times += count
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

function same(a: unknown, b: unknown): boolean {
  return sameValue(a, b) || samePrice(a, b)
}
