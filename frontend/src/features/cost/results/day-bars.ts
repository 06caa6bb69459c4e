// The bars of a chart of costs per day.
import type { CostTotals } from '@modelkeep/catalog/contract/cost'
import { startOfUtcDay } from '@modelkeep/catalog/model/day-label'
import { usdOf } from '../../../shared/cost/usd.js'
import { isKnown } from './cost-text.js'

export type DayTotals = CostTotals['by_day'][number]

export interface DayBar {
  /** YYYY-MM-DD */
  day: string
  /** null: the file has no rows of that day. */
  totals: DayTotals | null
  /** Of the highest, from 0 to 1; 0 too if no cost is known. */
  height: number
}

const dayMs = 86_400_000
/** More days than that are not drawn one by one: a wrong time can be years away. */
const maxDays = 800

/** Every day from the first to the last, also those without rows; without these if there would be too many. */
export function dayBars(days: readonly DayTotals[]): DayBar[] {
  const costs = days.filter(isKnown).map(({ cost }) => usdOf(cost))
  const highest = costs.reduce((max, cost) => (cost.gt(max) ? cost : max), usdOf('0'))
  const barOf = (totals: DayTotals): DayBar => ({
    day: totals.day,
    totals,
    height: isKnown(totals) && highest.gt(0) ? Number(usdOf(totals.cost).div(highest)) : 0,
  })
  const [first, last] = [startOfUtcDay(days[0]?.day ?? ''), startOfUtcDay(days.at(-1)?.day ?? '')]
  const length = first === null || last === null ? 0 : (last - first) / dayMs + 1
  if (first === null || length > maxDays) return days.map(barOf)
  const byDay = new Map(days.map((totals) => [totals.day, totals]))
  return Array.from({ length }, (_, at) => {
    const day = new Date(first + at * dayMs).toISOString().slice(0, 10)
    const totals = byDay.get(day)
    return totals === undefined ? { day, totals: null, height: 0 } : barOf(totals)
  })
}

/** The day with the highest cost; null if no cost is known. */
export function highestDay(days: readonly DayTotals[]): DayTotals | null {
  const known = days.filter(isKnown)
  return known.toSorted((a, b) => usdOf(b.cost).cmp(usdOf(a.cost)))[0] ?? null
}
