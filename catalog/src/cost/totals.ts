// Adds up the costs of rows: overall, by model and by day.
import { Big } from 'big.js'
import type { CostRow, CostTotals } from '../contract/cost.js'

interface Sum {
  rows: number
  unpriced: number
  cost: Big
}

export interface Totals {
  add(row: Pick<CostRow, 'model_id' | 'at' | 'cost'>): void
  /** Models by cost, highest first; days in order. */
  result(): CostTotals
}

export function createTotals(): Totals {
  const all = emptySum()
  const byModel = new Map<string, Sum>()
  const byDay = new Map<string, Sum>()
  return {
    add: ({ model_id: id, at, cost }) => {
      const amount = cost === null ? null : new Big(cost)
      count(all, amount)
      if (id !== null) count(sumAt(byModel, id), amount)
      if (at !== null) count(sumAt(byDay, at.slice(0, 10)), amount)
    },
    result: () => ({
      ...json(all),
      by_model: [...byModel]
        .toSorted(([, a], [, b]) => b.cost.cmp(a.cost))
        .map(([id, sum]) => ({ model_id: id, ...json(sum) })),
      by_day: [...byDay].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, sum]) => ({ day, ...json(sum) })),
    }),
  }
}

function emptySum(): Sum {
  return { rows: 0, unpriced: 0, cost: new Big(0) }
}

function sumAt(sums: Map<string, Sum>, key: string): Sum {
  const sum = sums.get(key) ?? emptySum()
  sums.set(key, sum)
  return sum
}

function count(sum: Sum, amount: Big | null): void {
  sum.rows += 1
  if (amount === null) sum.unpriced += 1
  else sum.cost = sum.cost.plus(amount)
}

function json({ rows, unpriced, cost }: Sum): Omit<CostTotals, 'by_model' | 'by_day'> {
  return { rows, unpriced, cost: cost.toFixed() }
}
