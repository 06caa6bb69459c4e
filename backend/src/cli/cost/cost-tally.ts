// Adds up priced rows. Holds sums, counts and a few rows, never all rows.
import { Big } from 'big.js'
import type { CostErrorCode, CostRow } from '@modelkeep/catalog/contract/cost'
import { generalNote } from '@modelkeep/catalog/cost/general-note'
import type { Cause } from './hypotheses.js'
import type { Grouping } from './cost-options.js'
import type { PricedRow } from './price-batch.js'

export interface Sums {
  rows: number
  unpriced: number
  cost: Big
}
export type Group = Sums & { keys: readonly string[] }

/** Rows that were priced as they are and with another model. */
export interface WhatIfSums {
  model: string
  rows: number
  cost: Big
  /** Of the same rows. */
  otherCost: Big
  /** Rows that only the model of the file has a cost for, and why the first of them has none with this one. */
  unpriced: number
  firstProblem: string | null
  /** Rows whose cost with this model is not by prices of their time. */
  uncertain: number
}

export interface CostTally {
  total: Sums
  groups: readonly Group[]
  /** The first ones. */
  failures: readonly PricedRow[]
  failureCounts: readonly { code: CostErrorCode; rows: number }[]
  notes: readonly { text: string; rows: number }[]
  certainty: Readonly<Record<CostRow['certainty'], number>>
  whatIf: readonly WhatIfSums[]
  comparison: ComparisonTally | null
}

export interface ComparisonTally {
  rows: number
  theirs: Big
  /** Of the rows that have another figure. */
  ours: Big
  /** Rows with a cost, but without another figure. */
  missing: number
  causes: readonly { cause: Cause; rows: number; difference: Big }[]
  /** Those with the largest differences, largest first. */
  largest: readonly PricedRow[]
}

export interface TallyOptions {
  by: readonly Grouping[]
  whatIf: readonly string[]
  compares: boolean
  /** How many rows are kept. */
  keep: number
}

const NO_KEY = '–'
/** Some notes name a model or a number. */
const MAX_NOTES = 200
const OTHER_NOTES = 'Other notes.'

export function createCostTally({ by, whatIf, compares, keep }: TallyOptions): {
  add: (row: PricedRow) => void
  result: () => CostTally
} {
  const total = emptySums()
  const groups = new Map<string, Group>()
  const failures: PricedRow[] = []
  const failureCounts = new Map<CostErrorCode, number>()
  const notes = new Map<string, number>()
  const certainty = { observed: 0, before_history: 0, after_removal: 0, unknown: 0 }
  const others = whatIf.map(emptyWhatIf)
  const comparison = compares ? createComparisonTally(keep) : null

  return {
    add: (row) => {
      const { result } = row
      count(total, result)
      const keys = by.map((grouping) => keyOf(row, grouping))
      const group = groups.get(keys.join('\n')) ?? { keys, ...emptySums() }
      groups.set(keys.join('\n'), group)
      count(group, result)
      certainty[result.certainty] += 1
      if (result.error !== null) {
        increment(failureCounts, result.error.code)
        if (failures.length < keep) failures.push(row)
      }
      for (const note of new Set(result.notes.map(generalNote)))
        increment(notes, notes.has(note) || notes.size < MAX_NOTES ? note : OTHER_NOTES)
      for (const [at, other] of row.whatIf.entries()) countWhatIf(others[at]!, result, other)
      comparison?.add(row)
    },
    result: () => ({
      total,
      groups: sorted([...groups.values()], by),
      failures,
      failureCounts: [...failureCounts].map(([code, rows]) => ({ code, rows })),
      notes: [...notes].map(([text, rows]) => ({ text, rows })).toSorted((a, b) => b.rows - a.rows),
      certainty,
      whatIf: others,
      comparison: comparison?.result() ?? null,
    }),
  }
}

function createComparisonTally(keep: number): { add: (row: PricedRow) => void; result: () => ComparisonTally } {
  let [rows, missing, theirs, ours] = [0, 0, new Big(0), new Big(0)]
  const causes = new Map<Cause, { rows: number; difference: Big }>()
  let largest: PricedRow[] = []
  return {
    add: (row) => {
      const { comparison, result } = row
      if (result.cost === null) return
      if (comparison === null) missing += 1
      if (comparison === null) return
      rows += 1
      theirs = theirs.plus(comparison.theirs)
      ours = ours.plus(result.cost)
      if (comparison.cause === null) return
      const known = causes.get(comparison.cause) ?? { rows: 0, difference: new Big(0) }
      causes.set(comparison.cause, { rows: known.rows + 1, difference: known.difference.plus(comparison.difference) })
      largest.push(row)
      if (largest.length > 2 * keep) largest = largestOf(largest, keep)
    },
    result: () => ({
      rows,
      missing,
      theirs,
      ours,
      causes: [...causes].map(([cause, sums]) => ({ cause, ...sums })).toSorted((a, b) => b.rows - a.rows),
      largest: largestOf(largest, keep),
    }),
  }
}

function largestOf(rows: readonly PricedRow[], keep: number): PricedRow[] {
  const size = ({ comparison }: PricedRow): number => Math.abs(Number(comparison!.difference))
  return rows.toSorted((a, b) => size(b) - size(a)).slice(0, keep)
}

function keyOf({ result, calledAt }: PricedRow, grouping: Grouping): string {
  if (grouping === 'model') return result.model_id ?? result.model ?? NO_KEY
  return calledAt?.slice(0, grouping === 'day' ? 10 : 7) ?? NO_KEY
}

/** By time if time comes first; otherwise, and within it, by cost, highest first. */
function sorted(groups: readonly Group[], by: readonly Grouping[]): Group[] {
  return groups.toSorted((a, b) => {
    for (const [at, grouping] of by.entries()) {
      if (grouping === 'model') break
      if (a.keys[at] !== b.keys[at]) return a.keys[at]! < b.keys[at]! ? -1 : 1
    }
    return b.cost.cmp(a.cost) || (a.keys.join('\n') < b.keys.join('\n') ? -1 : 1)
  })
}

function emptySums(): Sums {
  return { rows: 0, unpriced: 0, cost: new Big(0) }
}

function emptyWhatIf(model: string): WhatIfSums {
  const [cost, otherCost] = [new Big(0), new Big(0)]
  return { model, rows: 0, cost, otherCost, unpriced: 0, firstProblem: null, uncertain: 0 }
}

function count(sums: Sums, { cost }: CostRow): void {
  sums.rows += 1
  if (cost === null) sums.unpriced += 1
  else sums.cost = sums.cost.plus(cost)
}

function countWhatIf(sums: WhatIfSums, { cost }: CostRow, other: CostRow): void {
  if (cost === null) return
  if (other.cost === null) {
    sums.unpriced += 1
    sums.firstProblem ??= other.error?.message ?? null
    return
  }
  sums.rows += 1
  sums.cost = sums.cost.plus(cost)
  sums.otherCost = sums.otherCost.plus(other.cost)
  if (other.certainty !== 'observed') sums.uncertain += 1
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
