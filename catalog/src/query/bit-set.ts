// A set of positions as a bit set, 32 bits to a word. A filter is an AND over words; a count is a population count. Bits beyond
// `size` are never set.

export type Bits = Int32Array

export function noBits(size: number): Bits {
  return new Int32Array((size + 31) >>> 5)
}

export function allBits(size: number): Bits {
  const bits = noBits(size).fill(-1)
  const rest = size & 31
  if (rest !== 0) bits[bits.length - 1] = (1 << rest) - 1
  return bits
}

export function hasBit(bits: Bits, position: number): boolean {
  return (((bits[position >>> 5] ?? 0) >>> (position & 31)) & 1) === 1
}

export function setBit(bits: Bits, position: number): void {
  const word = position >>> 5
  bits[word] = (bits[word] ?? 0) | (1 << (position & 31))
}

/** Intersects `bits` with `other`, in place. */
export function keepBits(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) & (other[word] ?? 0)
}

/** Removes `other` from `bits`, in place. */
export function dropBits(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) & ~(other[word] ?? 0)
}

/** Adds `other` to `bits`, in place. */
export function addBits(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) | (other[word] ?? 0)
}

export function countBits(bits: Bits): number {
  let count = 0
  for (const word of bits) count += bitsOf(word)
  return count
}

/** The size of the intersection. */
export function countShared(bits: Bits, other: Bits): number {
  let count = 0
  for (let word = 0; word < bits.length; word += 1) count += bitsOf((bits[word] ?? 0) & (other[word] ?? 0))
  return count
}

/** How many of these positions are set. */
export function countAt(bits: Bits, positions: Uint32Array): number {
  let count = 0
  for (const position of positions) count += Number(hasBit(bits, position))
  return count
}

/** The set positions in ascending order, sliced from the `from`-th (0-based) to before the `to`-th. */
export function positionsOf(bits: Bits, from = 0, to = Infinity): number[] {
  const positions: number[] = []
  let passed = 0
  for (let word = 0; word < bits.length && passed < to; word += 1) {
    let rest = bits[word] ?? 0
    const here = bitsOf(rest)
    // Skips a whole word that lies before the page.
    if (passed + here <= from) rest = 0
    for (let at = passed; rest !== 0; at += 1) {
      if (at >= from && at < to) positions.push(word * 32 + lowestBit(rest))
      rest &= rest - 1
    }
    passed += here
  }
  return positions
}

/** The index of the lowest set bit of a word other than 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}

/** Population count of one word (Hacker's Delight, 5-1). */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555)
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}
