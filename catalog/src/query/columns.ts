// A numeric column stores each model's value as a rank: its index among the distinct values of the catalogue, −1 if it has none. A
// bound is converted to a rank by binary search; after that all comparisons are of integers, and exact for prices too.
import { type Bits, lowestBit } from './bit-set.js'

/** `sorted` holds the distinct values in ascending order: floats, or integer prices (`integer-price.ts`). */
export interface Column<T extends number | bigint = number | bigint> {
  ranks: Int32Array
  distinct: number
  sorted: ArrayLike<T>
}

/** The columns by which models are filtered and sorted. */
export interface QueryColumns {
  /** USD per token, exact. */
  prompt: Column<bigint>
  completion: Column<bigint>
  cached: Column<bigint>
  /** Prompt plus completion, which sorts like their mean. Missing if either is. */
  priceSum: Column<bigint>
  /** Tokens. 0 counts as missing, since it means "not applicable". */
  context: Column<number>
  /** Tokens. 0 counts as missing. */
  maxOutput: Column<number>
  /** Unix seconds. */
  created: Column<number>
  /** Expiry date in days since 1970 (UTC). */
  expires: Column<number>
  intelligence: Column<number>
  coding: Column<number>
  agentic: Column<number>
  /** The best rating of all arenas. */
  elo: Column<number>
  /** Ranks alone: names and dates are only sorted. */
  name: Column<number>
  knowledgeCutoff: Column<number>
}

/** Builds a column from one value a model; NaN is a missing value. */
export function numberColumn(values: Float64Array): Column<number> {
  const sorted = Float64Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).toSorted()
  const ranks = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : firstAtLeast(sorted, value)))
  return { ranks, distinct: sorted.length, sorted }
}

/** Builds a column from one text a model, in the order of code units; undefined is a missing value. `sorted` holds the ranks. */
export function textColumn(values: readonly (string | undefined)[]): Column<number> {
  const distinct = [...new Set(values.filter((value) => value !== undefined))].toSorted()
  const rankOf = new Map(distinct.map((value, rank) => [value, rank]))
  const ranks = Int32Array.from(values, (value) => (value === undefined ? -1 : (rankOf.get(value) ?? -1)))
  return { ranks, distinct: distinct.length, sorted: [...distinct.keys()] }
}

/** Builds a column from one index into `values` a model, −1 for none. `values` may be unsorted and contain duplicates. */
export function exactColumn(codes: Int32Array, values: readonly bigint[]): Column<bigint> {
  const ascending = [...values.keys()].toSorted((a, b) => compare(values[a] ?? 0n, values[b] ?? 0n))
  const sorted: bigint[] = []
  const rankOfCode = new Int32Array(values.length)
  for (const code of ascending) {
    const value = values[code] ?? 0n
    if (value !== sorted.at(-1)) sorted.push(value)
    rankOfCode[code] = sorted.length - 1
  }
  return { ranks: codes.map((code) => (code < 0 ? -1 : (rankOfCode[code] ?? -1))), distinct: sorted.length, sorted }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b)
}

export interface Range<T extends number | bigint> {
  min: T | undefined
  max: T | undefined
}

/** Removes from `bits` the models whose value is missing or outside the range (inclusive). A range without bounds removes none. */
export function keepRange<T extends number | bigint>(
  bits: Bits,
  { ranks, sorted, distinct }: Column<T>,
  { min, max }: Range<T>,
): void {
  if (min === undefined && max === undefined) return
  const lowest = min === undefined ? 0 : firstAtLeast(sorted, min)
  const highest = max === undefined ? distinct - 1 : firstAbove(sorted, max) - 1
  if (lowest > highest) bits.fill(0)
  else keepRanks(bits, ranks, lowest, highest)
}

function keepRanks(bits: Bits, ranks: Int32Array, lowest: number, highest: number): void {
  for (let word = 0; word < bits.length; word += 1) {
    for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1) {
      const bit = lowestBit(rest)
      const rank = ranks[word * 32 + bit] ?? -1
      if (rank < lowest || rank > highest) bits[word] = (bits[word] ?? 0) & ~(1 << bit)
    }
  }
}

/** The lowest and highest known values among the models in `bits`; undefined if none is known. */
export function extremes<T extends number | bigint>(
  bits: Bits,
  { ranks, sorted, distinct }: Column<T>,
): { min: T; max: T } | undefined {
  let lowest = distinct
  let highest = -1
  for (let word = 0; word < bits.length; word += 1) {
    for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1) {
      const rank = ranks[word * 32 + lowestBit(rest)] ?? -1
      if (rank >= 0 && rank < lowest) lowest = rank
      if (rank > highest) highest = rank
    }
  }
  if (highest < 0) return undefined
  return { min: sorted[lowest] as T, max: sorted[highest] as T }
}

/** Binary search; the length if there is none. */
function firstAtLeast<T extends number | bigint>(sorted: ArrayLike<T>, value: T): number {
  let low = 0
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as T) >= value) high = middle
    else low = middle + 1
  }
  return low
}

/** The values are distinct, so this is the index after `value` if it is present. */
function firstAbove<T extends number | bigint>(sorted: ArrayLike<T>, value: T): number {
  const at = firstAtLeast(sorted, value)
  return sorted[at] === value ? at + 1 : at
}
