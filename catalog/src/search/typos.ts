// Finds words within a few typos of a query word: an inserted, missing or replaced letter, or two swapped neighbours (optimal string
// alignment distance). A 32-bit mask of each word's letters filters out nearly all words: one edit adds or removes at most one letter.
import { hasDigit } from './words.js'

const MIN_LENGTH = 4
const MAX_LENGTH = 40
const MIN_LENGTH_FOR_TWO_EDITS = 8
const MIN_LENGTH_FOR_PREFIX = 6

/** Words with precomputed lengths and letter masks. */
export interface Spellings {
  readonly words: readonly string[]
  readonly lengths: Uint16Array
  /** Mask of letters; several letters may share a bit. 0: the word is never matched with typos. */
  readonly letters: Int32Array
}

/** Positions of words one edit and two edits away. A word of which only a prefix is one edit away counts as two. */
export type NearWords = readonly [one: readonly number[], two: readonly number[]]

export function spellingsOf(words: readonly string[]): Spellings {
  return {
    words,
    lengths: Uint16Array.from(words, ({ length }) => Math.min(length, 65_535)),
    letters: Int32Array.from(words, (word) => (word.length < MIN_LENGTH || hasDigit(word) ? 0 : lettersOf(word))),
  }
}

/** Whether typos are considered for a query word: 4 to 40 letters, no digits. */
export function mayBeTypo(word: string): boolean {
  return word.length >= MIN_LENGTH && word.length <= MAX_LENGTH && !hasDigit(word)
}

/**
 * The words near to `typed`, for which `mayBeTypo` holds: within one edit, or two from eight letters on. With `mayBePrefix`, and from
 * six letters on, also words of which a prefix is within one edit.
 */
export function nearWords({ words, lengths, letters }: Spellings, typed: string, mayBePrefix: boolean): NearWords {
  const limit = typed.length >= MIN_LENGTH_FOR_TWO_EDITS ? 2 : 1
  const matchesPrefix = mayBePrefix && typed.length >= MIN_LENGTH_FOR_PREFIX
  const wanted = lettersOf(typed)
  const distanceTo = createDistanceTo(typed)
  const near: [number[], number[]] = [[], []]
  for (let at = 0; at < words.length; at++) {
    const present = letters[at] as number
    if (present === 0 || hasMoreBitsThan(wanted & ~present, limit)) continue
    const longer = (lengths[at] as number) - typed.length
    const mayBeNear = longer >= -limit && longer <= limit && !hasMoreBitsThan(present & ~wanted, limit)
    const mayStartNear = matchesPrefix && longer >= -1
    if (!mayBeNear && !mayStartNear) continue
    const { whole, prefix } = distanceTo(words[at] as string)
    if (mayBeNear && whole <= limit) near[whole === 1 ? 0 : 1].push(at)
    else if (mayStartNear && prefix <= 1) near[1].push(at)
  }
  return near
}

function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31)
  return letters
}

/** Whether more than `limit` (1 or 2) bits are set. */
function hasMoreBitsThan(bits: number, limit: number): boolean {
  const butOne = bits & (bits - 1)
  return (limit === 1 ? butOne : butOne & (butOne - 1)) !== 0
}

interface Distance {
  readonly whole: number
  /** Distance from the nearest prefix of the word. */
  readonly prefix: number
}

/** Returns a function that measures the distance of words from `typed`. It reads no more of a word than can matter. */
function createDistanceTo(typed: string): (word: string) => Distance {
  const width = typed.length + 1
  let [row, above, twoAbove] = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)]
  return (word) => {
    const letters = Math.min(word.length, typed.length + 2)
    let prefix = width
    for (let column = 0; column < width; column++) row[column] = column
    for (let at = 1; at <= letters; at++) {
      ;[row, above, twoAbove] = [twoAbove, row, above]
      const letter = word.charCodeAt(at - 1)
      row[0] = at
      for (let column = 1; column < width; column++) {
        const wanted = typed.charCodeAt(column - 1)
        let edits = Math.min(
          (above[column] as number) + 1,
          (row[column - 1] as number) + 1,
          (above[column - 1] as number) + (letter === wanted ? 0 : 1),
        )
        const isSwapped =
          at > 1 && column > 1 && letter === typed.charCodeAt(column - 2) && word.charCodeAt(at - 2) === wanted
        if (isSwapped) edits = Math.min(edits, (twoAbove[column - 2] as number) + 1)
        row[column] = edits
      }
      prefix = Math.min(prefix, row[width - 1] as number)
    }
    return { whole: word.length > letters ? Infinity : (row[width - 1] as number), prefix }
  }
}
