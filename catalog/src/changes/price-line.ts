// One token price of one model over time, reduced to what a customer would call a price change. It ignores prices that alternate
// within a day (flapping.ts), prices that only move between the time windows of the schedule in force (schedule.ts), and times
// at which the price is unknown: dynamic, not published, not billed by token, or the model is not in the catalogue.
import { parsePrice, type PricedModel, samePrice, tokenPrice } from '../price/price.js'
import { isScheduledMove } from '../price/schedule.js'
import { createRun, type PriceMove } from './flapping.js'

export type TokenPriceKey = 'prompt' | 'completion'

/** What decides the token prices of a model from a time on (Unix milliseconds); null: it is not in the catalogue. */
export interface PriceState {
  observedAt: number
  model: PricedModel | null
}

/** From one known price to another; decimal strings in USD per token. */
export interface SettledMove extends PriceMove {
  before: string
  after: string
}

/** All times are Unix milliseconds. */
export interface PriceLine {
  /** The first known price; null if it was never known. */
  first: { at: number; price: string } | null
  /** Oldest first. A move across a time at which the price was unknown is observed at its end. */
  moves: SettledMove[]
  /** When the price was unknown after it had been known; `to` is null if it still is. */
  unknown: { from: number; to: number | null }[]
}

/** `states` oldest first. */
export function priceLine(states: readonly PriceState[], key: TokenPriceKey): PriceLine {
  const line: PriceLine = { first: null, moves: [], unknown: [] }
  let price: string | null = null
  for (const { observedAt, model } of states) {
    const now = model === null ? null : knownPrice(model, key)
    if (price === null) {
      if (now !== null) line.first = { at: observedAt, price: now }
      price = now
      continue
    }
    noteUnknown(line.unknown, now === null, observedAt)
    if (now === null || samePrice(price, now) || isWindow(key, model?.pricing ?? {}, price, now)) continue
    line.moves.push({ before: price, after: now, observedAt })
    price = now
  }
  return { ...line, moves: withoutFlapping(line.moves) }
}

/** The price at a time; null if it was unknown, or before the first observation. */
export function priceAt({ first, moves, unknown }: PriceLine, at: number): string | null {
  if (first === null || at < first.at) return null
  if (unknown.some(({ from, to }) => from <= at && (to === null || at < to))) return null
  return moves.findLast(({ observedAt }) => observedAt <= at)?.after ?? first.price
}

function knownPrice(model: PricedModel, key: TokenPriceKey): string | null {
  const text = model.pricing?.[key]
  return text !== undefined && tokenPrice(model, key).kind === 'known' ? text : null
}

function noteUnknown(periods: PriceLine['unknown'], isUnknown: boolean, at: number): void {
  const last = periods.at(-1)
  const isOpen = last !== undefined && last.to === null
  if (isUnknown && !isOpen) periods.push({ from: at, to: null })
  if (!isUnknown && isOpen) last.to = at
}

/** Whether both prices are windows of the schedule that is in force now. */
function isWindow(
  key: TokenPriceKey,
  pricing: NonNullable<PricedModel['pricing']>,
  one: string,
  other: string,
): boolean {
  return isScheduledMove(key, { ...pricing, [key]: one }, { ...pricing, [key]: other })
}

/** A run counts as one move, at its end, if the price ends up elsewhere than it began; otherwise as none. */
function withoutFlapping(moves: readonly SettledMove[]): SettledMove[] {
  const settled: SettledMove[] = []
  for (let last = moves.length - 1; last >= 0;) {
    const newest = moves[last]!
    const run = createRun(newest)
    let first = last
    while (first > 0 && run.extend(moves[first - 1]!)) first -= 1
    const { before } = moves[first]!
    if (!samePrice(before, newest.after)) settled.push({ ...newest, before })
    last = first - 1
  }
  return settled.toReversed()
}

/** Whether two decimal prices are in ascending order. */
export function isCheaper(one: string, other: string): boolean {
  const [left, right] = [parsePrice(one), parsePrice(other)]
  return left.kind === 'known' && right.kind === 'known' && left.value.lt(right.value)
}
