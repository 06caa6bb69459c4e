// The prices of one model over time, and which of them applied at a moment.
import { PRICE_KEYS } from '../model/price-format.js'
import type { Model } from '../model/model.js'
import type { ModelState } from '../changes/price-series.js'
import { samePrice } from '../price/price.js'
import { isScheduledMove, sameOverrides } from '../price/schedule.js'
import { oncePer } from './once-per.js'

/**
 * `observed`: the catalogue listed the model at that time. `before_history`: earlier than the first observation, priced by that one.
 * `after_removal`: the catalogue no longer listed it, or not at that time; priced by its last known prices.
 */
export const CERTAINTIES = ['observed', 'before_history', 'after_removal'] as const
export type Certainty = (typeof CERTAINTIES)[number]

/** Times are Unix milliseconds. */
export interface PricesAt {
  /** The model as it was observed at `observedAt`. */
  model: Model
  /** Since when it has had these prices; moves between the windows of a schedule do not count. */
  from: number
  /** Until when; null if it still has them. */
  to: number | null
  observedAt: number
  certainty: Certainty
}

/** A state of the model and what applied while it was the newest; `model` is null while it was not listed. */
type Entry = Omit<PricesAt, 'model'> & { model: Model | null }

/** Entries in the order of time; at least one has a model. */
export type PriceTimeline = readonly Entry[]

/** null if the model was never listed. `states` oldest first. */
export function timelineOf(states: readonly ModelState[]): PriceTimeline | null {
  if (states.every(({ model }) => model === null)) return null
  const entries: Entry[] = []
  let run: Entry[] = []
  for (const { observedAt, model } of states) {
    const last = run.at(-1)
    if (last !== undefined && !samePrices(last.model, model)) {
      for (const entry of run) entry.to = observedAt
      run = []
    }
    const entry: Entry = { observedAt, model, from: run[0]?.from ?? observedAt, to: null, certainty: 'observed' }
    run.push(entry)
    entries.push(entry)
  }
  return entries
}

/** The prices that applied at `at`. Of several observations at one time the last one counts, as in the catalogue as of that time. */
export function pricesAt(timeline: PriceTimeline, at: number): PricesAt {
  const index = lastIndexUntil(timeline, at)
  const last = lastListed(timeline, index)
  if (last === undefined) return beforeHistory(timeline.find(isListed)!)
  return last === timeline[index] ? last : afterRemoval(last)
}

const afterRemoval = oncePer((prices: PricesAt): PricesAt => ({ ...prices, certainty: 'after_removal' }))
const beforeHistory = oncePer((prices: PricesAt): PricesAt => ({ ...prices, certainty: 'before_history' }))

function lastListed(timeline: PriceTimeline, until: number): PricesAt | undefined {
  for (let index = until; index >= 0; index -= 1) {
    const entry = timeline[index]!
    if (isListed(entry)) return entry
  }
  return undefined
}

function isListed(entry: Entry): entry is PricesAt {
  return entry.model !== null
}

/** The index of the last entry observed at or before `at`; -1 if there is none. */
function lastIndexUntil(timeline: PriceTimeline, at: number): number {
  let [low, high] = [0, timeline.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timeline[middle]!.observedAt <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

function samePrices(before: Model | null, after: Model | null): boolean {
  if (before === null || after === null) return before === after
  const [old, now] = [before.pricing ?? {}, after.pricing ?? {}]
  if (old === now) return true
  if (!sameOverrides(old.overrides, now.overrides)) return false
  return PRICE_KEYS.every((key) => samePrice(old[key], now[key]) || isScheduledMove(key, old, now))
}
