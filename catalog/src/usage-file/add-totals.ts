// Adds up totals, such as those of the batches of one file.
import { Big } from 'big.js'
import type { CostTotals } from '../contract/cost.js'

type Sums = Pick<CostTotals, 'rows' | 'unpriced' | 'cost'>
export type MonthTotals = Sums & { month: string }

/** The totals of all rows, equal to those of the rows together. */
export function addTotals(all: readonly CostTotals[]): CostTotals {
  return {
    ...sumOf(all),
    by_model: grouped(
      all.flatMap((totals) => totals.by_model),
      ({ model_id: id }) => id,
    )
      .map(([id, sums]) => ({ model_id: id, ...sums }))
      .toSorted((a, b) => new Big(b.cost).cmp(new Big(a.cost))),
    by_day: grouped(
      all.flatMap((totals) => totals.by_day),
      ({ day }) => day,
    )
      .map(([day, sums]) => ({ day, ...sums }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  }
}

/** By month in UTC, such as `2026-05`, in order. */
export function monthsOf({ by_day: days }: Pick<CostTotals, 'by_day'>): MonthTotals[] {
  return grouped(days, ({ day }) => day.slice(0, 7))
    .map(([month, sums]) => ({ month, ...sums }))
    .toSorted((a, b) => (a.month < b.month ? -1 : 1))
}

function grouped<T extends Sums>(all: readonly T[], keyOf: (one: T) => string): [string, Sums][] {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return [...groups].map(([key, group]) => [key, sumOf(group)])
}

function sumOf(all: readonly Sums[]): Sums {
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    unpriced: all.reduce((sum, { unpriced }) => sum + unpriced, 0),
    cost: all.reduce((sum, { cost }) => sum.plus(cost), new Big(0)).toFixed(),
  }
}
