// What the same rows would have cost as calls of another model.
import type { PricedFileRow } from '@modelkeep/catalog/usage-file/batches'
import { type Usd, usdOf } from '../../../shared/cost/usd.js'
import type { CountedText, RowRecord } from '../pricing/usage-result.js'

/** Sums over the rows that have a cost with both models. */
export interface ModelComparison {
  rows: number
  /** What these rows cost. */
  actual: Usd
  /** What they would have cost. */
  cost: Usd
  /** Rows that have a cost, but none with the other model, by reason; the most frequent first. */
  unpriced: readonly CountedText[]
  /** Of `rows`: the time of the call is before the first known price of the other model, or after its removal. */
  uncertain: number
}

export interface Comparer {
  add(rows: readonly PricedFileRow[]): void
  result(): ModelComparison
}

/** `records` are the rows as they were, which have the same order as the added ones. */
export function createComparer(records: readonly RowRecord[]): Comparer {
  const reasons = new Map<string, number>()
  let [rows, uncertain, at] = [0, 0, 0]
  let [actual, cost] = [usdOf('0'), usdOf('0')]
  const addOne = ({ result }: PricedFileRow): void => {
    const before = records[at]?.result.cost ?? null
    at += 1
    if (before === null) return
    if (result.cost === null) {
      const reason = result.error?.message ?? 'The cost is not known.'
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      return
    }
    rows += 1
    if (result.certainty !== 'observed') uncertain += 1
    actual = actual.plus(usdOf(before))
    cost = cost.plus(usdOf(result.cost))
  }
  return {
    add: (added) => added.forEach(addOne),
    result: () => ({
      rows,
      actual,
      cost,
      unpriced: [...reasons].map(([text, count]) => ({ text, rows: count })).toSorted((a, b) => b.rows - a.rows),
      uncertain,
    }),
  }
}
