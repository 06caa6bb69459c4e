// Numbers of all models as ranks: the place of a model's value among the distinct values of the catalogue, −1 where it has none.
// A bound becomes a rank once by binary search; after that every comparison is one of integers, and exact for prices too.
import { type Bits, lowestBit } from './bit-set.js'

/** `sorted` holds the distinct values, rising: floats, or prices as integers (`decimal-units.ts`). */
export interface Column<T extends number | bigint = number | bigint> {
  ranks: Int32Array
  distinct: number
  sorted: ArrayLike<T>
}

/** What a catalogue's models are compared by. */
export interface QueryColumns {
  /** USD per token, exact. */
  prompt: Column<bigint>
  completion: Column<bigint>
  /** Prompt and completion together: in the order of their mean. Missing where either is. */
  priceSum: Column<bigint>
  /** Tokens; 0 is missing, since there a context means nothing. */
  context: Column<number>
  /** Unix seconds. */
  created: Column<number>
  /** Days since 1970 (UTC) of the expiry; missing where none is planned. */
  expires: Column<number>
  intelligence: Column<number>
  coding: Column<number>
  agentic: Column<number>
  /** The best of all arenas. */
  elo: Column<number>
}

/** NaN is a missing value. */
export function numberColumn(values: Float64Array): Column<number> {
  // Sorting a typed array without a comparator is ten times as fast as with one. NaN comes last.
  const all = values.toSorted()
  let distinct = 0
  for (const value of all) {
    if (Number.isNaN(value) || (distinct > 0 && value === all[distinct - 1])) continue
    all[distinct] = value
    distinct += 1
  }
  const sorted = all.slice(0, distinct)
  const ranks = new Int32Array(values.length)
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? Number.NaN
    ranks[position] = Number.isNaN(value) ? -1 : firstAtLeast(sorted, value)
  }
  return { ranks, distinct, sorted }
}

/** `codes` says for each model which of `values` it has, −1 for none. Of `values`, which come in any order, some may be equal. */
export function exactColumn(codes: Int32Array, values: readonly bigint[]): Column<bigint> {
  const rising = [...values.keys()].toSorted((a, b) => compare(values[a] ?? 0n, values[b] ?? 0n))
  const sorted: bigint[] = []
  const rankOfCode = new Int32Array(values.length)
  for (const code of rising) {
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

/** Keeps in `bits` the models whose value is known and in the range, ends included. Without either end nothing is asked. */
export function keepRange<T extends number | bigint>(
  bits: Bits,
  { ranks, sorted, distinct }: Column<T>,
  { min, max }: Range<T>,
): void {
  if (min === undefined && max === undefined) return
  const lowest = min === undefined ? 0 : firstAtLeast(sorted, min)
  const highest = max === undefined ? distinct - 1 : firstAbove(sorted, max) - 1
  if (lowest > highest) bits.fill(0)
  else keepRanks(bits, ranks, lowest, highest - lowest)
}

function keepRanks(bits: Bits, ranks: Int32Array, lowest: number, span: number): void {
  for (let word = 0; word < bits.length; word += 1) {
    let kept = bits[word] ?? 0
    for (let rest = kept; rest !== 0; rest &= rest - 1) {
      const bit = lowestBit(rest)
      // One comparison for both ends: below the lowest, and −1, wrap to large unsigned numbers. No branch: whether a model is in
      // the range cannot be foretold, and a branch that is taken at random costs four times as much.
      const isOutside = Number(((ranks[word * 32 + bit] ?? -1) - lowest) >>> 0 > span)
      kept &= ~(isOutside << bit)
    }
    bits[word] = kept
  }
}

/** The lowest and the highest known value among the models in `bits`; undefined where none is known. */
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

/** By binary search; the length where there is none. */
function firstAtLeast<T extends number | bigint>(sorted: ArrayLike<T>, value: T): number {
  let low = 0
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as T) >= value) high = middle
    else low = middle + 1
  }
  return low
}

/** The values are distinct: it is the one after `value`, where that is among them. */
function firstAbove<T extends number | bigint>(sorted: ArrayLike<T>, value: T): number {
  const at = firstAtLeast(sorted, value)
  return sorted[at] === value ? at + 1 : at
}
