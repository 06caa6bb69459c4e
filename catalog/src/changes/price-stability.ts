// How stable the token prices of a model are, from its price lines (price-line.ts).
import type { PricePeriod, PricePoint, PriceStability, TokenPriceStability } from '../contract/price-stability.js'
import { pricePercent } from '../price/percent-change.js'
import { samePrice } from '../price/price.js'
import { isCheaper, priceAt, priceLine, type PriceLine, type PriceState, type TokenPriceKey } from './price-line.js'

const MS_PER_DAY = 86_400_000
const PERIODS = [30, 90, 365] as const
const SERIES_DAYS = 365
const MAX_POINTS = 32

/** Times are Unix milliseconds. */
export interface PriceHistory {
  id: string
  firstObserved: number
  prompt: PriceLine
  completion: PriceLine
}

/** `states` oldest first, at least one. */
export function priceHistoryOf(id: string, states: readonly PriceState[]): PriceHistory {
  return {
    id,
    firstObserved: states[0]?.observedAt ?? 0,
    prompt: priceLine(states, 'prompt'),
    completion: priceLine(states, 'completion'),
  }
}

/** `asOf`: the end of all periods, in Unix milliseconds. */
export function priceStability(history: PriceHistory, asOf: number): PriceStability {
  const { id, firstObserved, prompt, completion } = history
  const times = [...new Set([...prompt.moves, ...completion.moves].map(({ observedAt }) => observedAt))]
  const since = unchangedSince(history, asOf)
  return {
    id,
    first_observed: timeOf(firstObserved),
    unchanged_since: since === null ? null : timeOf(since),
    changed_at: times.length === 0 ? null : timeOf(Math.max(...times)),
    changes: PERIODS.map((days) => ({ days, count: times.filter(isWithin(days, asOf)).length })),
    prompt: tokenPriceStability(prompt, 'prompt', asOf),
    completion: tokenPriceStability(completion, 'completion', asOf),
  }
}

/** Since when both prices are what they are; null if either is unknown. */
export function unchangedSince({ prompt, completion }: PriceHistory, asOf: number): number | null {
  const since = [prompt, completion].map((line) =>
    priceAt(line, asOf) === null ? null : (line.moves.at(-1)?.observedAt ?? line.first?.at ?? null),
  )
  return since.reduce((latest, at) => (latest === null || at === null ? null : Math.max(latest, at)), 0)
}

function tokenPriceStability(line: PriceLine, key: TokenPriceKey, asOf: number): TokenPriceStability {
  const last = line.moves.at(-1)
  return {
    changed_at: last === undefined ? null : timeOf(last.observedAt),
    periods: PERIODS.map((days) => periodOf(line, key, { days, asOf })),
    series: seriesOf(line, asOf),
  }
}

function periodOf(
  line: PriceLine,
  key: TokenPriceKey,
  { days, asOf }: { days: PricePeriod['days']; asOf: number },
): PricePeriod {
  const prices = pointsOf(line, days, asOf).flatMap(({ value }) => value ?? [])
  const [before, now] = [priceAt(line, asOf - days * MS_PER_DAY), priceAt(line, asOf)]
  return {
    days,
    changes: line.moves.filter(({ observedAt }) => isWithin(days, asOf)(observedAt)).length,
    lowest: extremeOf(prices, isCheaper),
    highest: extremeOf(prices, (one, other) => isCheaper(other, one)),
    percent: percentBetween(key, before, now),
  }
}

/** A price of zero that stayed zero changed by 0 %; one that rose from zero has no percentage. */
function percentBetween(key: TokenPriceKey, before: string | null, now: string | null): number | null {
  if (before === null || now === null) return null
  return samePrice(before, now) ? 0 : pricePercent(`pricing.${key}`, before, now)
}

function extremeOf(prices: readonly string[], isBetter: (one: string, other: string) => boolean): string | null {
  return prices.reduce<string | null>((best, price) => (best === null || isBetter(price, best) ? price : best), null)
}

function seriesOf(line: PriceLine, asOf: number): PricePoint[] {
  return pointsOf(line, SERIES_DAYS, asOf)
    .slice(-MAX_POINTS)
    .map(({ at, value }) => ({ from: timeOf(at), value }))
}

/** The price as a step function in a period, oldest first. Begins with the first known price if that is later. */
function pointsOf(line: PriceLine, days: number, asOf: number): { at: number; value: string | null }[] {
  if (line.first === null) return []
  const start = Math.max(asOf - days * MS_PER_DAY, line.first.at)
  const ends = line.unknown.flatMap(({ from, to }) => [from, to ?? asOf])
  const times = [...line.moves.map(({ observedAt }) => observedAt), ...ends].filter((at) => at > start && at <= asOf)
  const points = [start, ...new Set(times.toSorted((a, b) => a - b))].map((at) => ({ at, value: priceAt(line, at) }))
  return points.filter(({ value }, nr) => nr === 0 || value !== points[nr - 1]!.value)
}

function isWithin(days: number, asOf: number): (at: number) => boolean {
  return (at) => at > asOf - days * MS_PER_DAY && at <= asOf
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
