// What is kept of priced rows: sums, what went wrong, and one short record per row for downloads and comparisons.
import type { CostRow, CostTotals } from '@modelkeep/catalog/contract/cost'
import { generalNote } from '@modelkeep/catalog/cost/general-note'
import { createTotals } from '@modelkeep/catalog/cost/totals'
import type { PricedFileRow } from '@modelkeep/catalog/usage-file/batches'
import { type Usd, usdOf } from '../../../shared/cost/usd.js'

/** A row of the file after pricing. */
export interface RowRecord {
  /** Where the row starts in the file, from 1. */
  line: number
  /** Its number among the rows, from 1. */
  nr: number
  result: Omit<CostRow, 'parts' | 'shape'>
}

export interface CountedText {
  text: string
  rows: number
}

export interface UsageResult {
  totals: CostTotals
  /** Rows whose model is not known, which `totals.by_model` leaves out. */
  withoutModel: number
  /** Rows that could not be priced, at most `maxFailures` of them; `totals.unpriced` counts all. */
  failures: readonly RowRecord[]
  /** Rows by how certain their price is, without those that were observed, and those without a price. */
  uncertain: { before_history: number; after_removal: number }
  /** The assumptions about rows, the most frequent first. */
  notes: readonly CountedText[]
  /** Of the rows that name a cost of their own and could be priced; null: there are none. */
  reported: { rows: number; reported: Usd; cost: Usd } | null
}

export const maxFailures = 100
/** Some notes name a model. */
const maxNotes = 200

export interface UsageResults {
  add(rows: readonly PricedFileRow[]): void
  snapshot(): UsageResult
  /** All rows so far, in the order of the file. Grows. */
  readonly records: readonly RowRecord[]
}

export function createUsageResults(): UsageResults {
  const totals = createTotals()
  const records: RowRecord[] = []
  const failures: RowRecord[] = []
  const notes = new Map<string, number>()
  const uncertain = { before_history: 0, after_removal: 0 }
  let withoutModel = 0
  let reported: UsageResult['reported'] = null

  const addOne = ({ line, nr, result: { parts: _parts, shape: _shape, ...result } }: PricedFileRow): void => {
    const record = { line, nr, result }
    records.push(record)
    totals.add(result)
    if (result.model_id === null) withoutModel += 1
    if (result.cost === null) {
      if (failures.length < maxFailures) failures.push(record)
      return
    }
    if (result.certainty === 'before_history' || result.certainty === 'after_removal') uncertain[result.certainty] += 1
    for (const note of result.notes.map(generalNote))
      if (notes.has(note) || notes.size < maxNotes) notes.set(note, (notes.get(note) ?? 0) + 1)
    if (result.reported_cost !== null) reported = withReported(reported, result.reported_cost, result.cost)
  }
  return {
    records,
    add: (rows) => rows.forEach(addOne),
    snapshot: () => ({
      totals: totals.result(),
      withoutModel,
      failures: [...failures],
      uncertain: { ...uncertain },
      notes: [...notes].map(([text, rows]) => ({ text, rows })).toSorted((a, b) => b.rows - a.rows),
      reported,
    }),
  }
}

function withReported(before: UsageResult['reported'], reported: string, cost: string): UsageResult['reported'] {
  const [one, other] = [usdOf(reported), usdOf(cost)]
  if (before === null) return { rows: 1, reported: one, cost: other }
  return { rows: before.rows + 1, reported: before.reported.plus(one), cost: before.cost.plus(other) }
}
