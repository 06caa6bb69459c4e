// Which models have which value of a list: an author, a modality, a parameter … One posting a value. Those of many models are bits,
// those of few are positions, so that ten thousand authors with a model each take no more room than ten with thousands.
import { addBits, type Bits, countAt, countShared, hasBit, keepBits, noBits, setBit } from './bit-set.js'

export interface Posting {
  /** As the first model spells it; case has no meaning. */
  value: string
  positions: Uint32Array | undefined
  bits: Bits | undefined
}

export interface Dimension {
  size: number
  /** By value in lower case. */
  postings: ReadonlyMap<string, Posting>
}

interface Growing {
  value: string
  positions: number[]
  /** The last of them. */
  last: number
}

/** `valuesOf` gives the values of one model, which may repeat; an empty value is none. */
export function createDimension<T>(models: readonly T[], valuesOf: (model: T) => readonly string[]): Dimension {
  const bySpelling = new Map<string, Growing>()
  const byKey = new Map<string, Growing>()
  models.forEach((model, position) => {
    for (const value of valuesOf(model)) {
      const growing = bySpelling.get(value) ?? spell(value, bySpelling, byKey)
      if (growing.last === position) continue
      growing.positions.push(position)
      growing.last = position
    }
  })
  byKey.delete('')
  return {
    size: models.length,
    postings: new Map([...byKey].map(([key, growing]) => [key, settle(growing, models.length)])),
  }
}

function spell(value: string, bySpelling: Map<string, Growing>, byKey: Map<string, Growing>): Growing {
  const key = value.toLowerCase()
  const growing = byKey.get(key) ?? { value, positions: [], last: -1 }
  byKey.set(key, growing)
  bySpelling.set(value, growing)
  return growing
}

/** Bits take a 32nd of a word a model of the catalogue, positions a word a model that has the value. */
function settle({ value, positions }: Growing, size: number): Posting {
  if (positions.length * 32 < size) return { value, positions: Uint32Array.from(positions), bits: undefined }
  const bits = noBits(size)
  for (const position of positions) setBit(bits, position)
  return { value, positions: undefined, bits }
}

/** Keeps in `bits` the models that have every one of these values. Undefined: nothing is asked. */
export function keepAllOf(bits: Bits, { postings }: Dimension, keys: readonly string[] | undefined): void {
  for (const key of keys ?? []) {
    const posting = postings.get(key)
    if (posting === undefined) bits.fill(0)
    else keepPosting(bits, posting)
  }
}

/** Keeps in `bits` the models that have one of these values at least. Undefined: nothing is asked. */
export function keepAnyOf(bits: Bits, { size, postings }: Dimension, keys: readonly string[] | undefined): void {
  if (keys === undefined) return
  const some = noBits(size)
  for (const key of keys) {
    const posting = postings.get(key)
    if (posting?.bits !== undefined) addBits(some, posting.bits)
    for (const position of posting?.positions ?? []) setBit(some, position)
  }
  keepBits(bits, some)
}

function keepPosting(bits: Bits, { bits: dense, positions }: Posting): void {
  if (dense !== undefined) return keepBits(bits, dense)
  const kept = (positions ?? new Uint32Array()).filter((position) => hasBit(bits, position))
  bits.fill(0)
  for (const position of kept) setBit(bits, position)
}

/** How many models of `bits` have the value. */
export function countWithin(bits: Bits, { bits: dense, positions }: Posting): number {
  if (dense !== undefined) return countShared(bits, dense)
  return positions === undefined ? 0 : countAt(bits, positions)
}
