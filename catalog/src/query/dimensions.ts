// A dimension maps each value (an author, a modality, a parameter, …) to the models that have it. Frequent values are stored as bit
// sets and rare ones as positions, so that memory does not grow with the number of values times the number of models.
import { addBits, type Bits, countAt, countShared, dropBits, hasBit, keepBits, noBits, setBit } from './bit-set.js'

export interface Posting {
  /** As spelt by the first model; values are matched without case. */
  value: string
  positions: Uint32Array | undefined
  bits: Bits | undefined
}

export interface Dimension {
  size: number
  /** Keyed by the value in lower case. */
  postings: ReadonlyMap<string, Posting>
}

/** `valuesOf` returns the values of one model. Duplicates and empty values are ignored. */
export function createDimension<T>(models: readonly T[], valuesOf: (model: T) => readonly string[]): Dimension {
  const byKey = new Map<string, { value: string; positions: number[] }>()
  models.forEach((model, position) => {
    for (const value of valuesOf(model)) {
      const key = value.toLowerCase()
      const posting = byKey.get(key) ?? { value, positions: [] }
      if (posting.positions.at(-1) !== position) posting.positions.push(position)
      byKey.set(key, posting)
    }
  })
  byKey.delete('')
  return {
    size: models.length,
    postings: new Map(
      [...byKey].map(([key, { value, positions }]) => [key, createPosting(value, positions, models.length)]),
    ),
  }
}

/** A bit set takes one bit for each model of the catalogue; positions take 32 bits for each model that has the value. */
function createPosting(value: string, positions: readonly number[], size: number): Posting {
  if (positions.length * 32 < size) return { value, positions: Uint32Array.from(positions), bits: undefined }
  const bits = noBits(size)
  for (const position of positions) setBit(bits, position)
  return { value, positions: undefined, bits }
}

/** Removes from `bits` the models that lack any of these values. Undefined removes none. */
export function keepAllOf(bits: Bits, { postings }: Dimension, keys: readonly string[] | undefined): void {
  for (const key of keys ?? []) {
    const posting = postings.get(key)
    if (posting === undefined) bits.fill(0)
    else keepPosting(bits, posting)
  }
}

/** Removes from `bits` the models that have any of these values. Undefined removes none. */
export function dropAnyOf(bits: Bits, { size, postings }: Dimension, keys: readonly string[] | undefined): void {
  if (keys !== undefined) dropBits(bits, havingAny(size, postings, keys))
}

/** Removes from `bits` the models that have none of these values. Undefined removes none. */
export function keepAnyOf(bits: Bits, { size, postings }: Dimension, keys: readonly string[] | undefined): void {
  if (keys !== undefined) keepBits(bits, havingAny(size, postings, keys))
}

function havingAny(size: number, postings: Dimension['postings'], keys: readonly string[]): Bits {
  const some = noBits(size)
  for (const key of keys) {
    const posting = postings.get(key)
    if (posting?.bits !== undefined) addBits(some, posting.bits)
    for (const position of posting?.positions ?? []) setBit(some, position)
  }
  return some
}

function keepPosting(bits: Bits, { bits: dense, positions }: Posting): void {
  if (dense !== undefined) return keepBits(bits, dense)
  const kept = (positions ?? new Uint32Array()).filter((position) => hasBit(bits, position))
  bits.fill(0)
  for (const position of kept) setBit(bits, position)
}

/** How many models in `bits` have the value. */
export function countWithin(bits: Bits, { bits: dense, positions }: Posting): number {
  if (dense !== undefined) return countShared(bits, dense)
  return positions === undefined ? 0 : countAt(bits, positions)
}
