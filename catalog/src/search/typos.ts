// Words that are a typo away from what was typed: a letter put in, left out, replaced, or swapped with its neighbour (optimal string
// alignment). Which letters a word has is kept as 32 bits: an edit takes away or adds one letter at most, so that nearly all words are
// told to be too far off without being read.
import { hasDigit } from './words.js'

const SHORTEST = 4
const LONGEST = 40
const SHORTEST_FOR_TWO = 8
const SHORTEST_UNFINISHED = 6

/** What is kept of words to tell fast which are near. */
export interface Spellings {
  readonly words: readonly string[]
  readonly lengths: Uint16Array
  /** One bit for a letter; several letters may share one. 0: the word is never a typo of another. */
  readonly letters: Int32Array
}

/** `near[n]`: positions of words that are `n + 1` edits away; those that only begin so (one edit) count as two. */
export type NearWords = readonly [one: readonly number[], two: readonly number[]]

export function spellingsOf(words: readonly string[]): Spellings {
  return {
    words,
    lengths: Uint16Array.from(words, ({ length }) => Math.min(length, 65_535)),
    letters: Int32Array.from(words, (word) => (word.length < SHORTEST || hasDigit(word) ? 0 : lettersOf(word))),
  }
}

/** Whether typos of the word are looked for: of four letters to forty, and never where a digit is in it. */
export function mayBeTypo(word: string): boolean {
  return word.length >= SHORTEST && word.length <= LONGEST && !hasDigit(word)
}

/**
 * The words near to `typed`, which `mayBeTypo`: at most one edit from four letters on, two from eight; and, where words may be
 * `unfinished`, those that begin with what is one edit from `typed`, from six letters on.
 */
export function nearWords({ words, lengths, letters }: Spellings, typed: string, mayBeUnfinished: boolean): NearWords {
  const limit = typed.length >= SHORTEST_FOR_TWO ? 2 : 1
  const isUnfinished = mayBeUnfinished && typed.length >= SHORTEST_UNFINISHED
  const wanted = lettersOf(typed)
  const measure = createMeasure(typed)
  const near: [number[], number[]] = [[], []]
  for (let at = 0; at < words.length; at++) {
    const present = letters[at] as number
    if (present === 0 || areMore(wanted & ~present, limit)) continue
    const longer = (lengths[at] as number) - typed.length
    const mayBeNear = longer >= -limit && longer <= limit && !areMore(present & ~wanted, limit)
    const mayBegin = isUnfinished && longer >= -1
    if (!mayBeNear && !mayBegin) continue
    const { whole, begun } = measure(words[at] as string)
    if (mayBeNear && whole <= limit) near[whole === 1 ? 0 : 1].push(at)
    else if (mayBegin && begun <= 1) near[1].push(at)
  }
  return near
}

function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31)
  return letters
}

/** Whether more than one or two bits are set. */
function areMore(bits: number, limit: number): boolean {
  const butOne = bits & (bits - 1)
  return (limit === 1 ? butOne : butOne & (butOne - 1)) !== 0
}

interface Distance {
  readonly whole: number
  /** From the beginning of the word that is nearest. */
  readonly begun: number
}

/** Counts the edits between what was typed and other words; of these no more is read than can matter. */
function createMeasure(typed: string): (word: string) => Distance {
  const width = typed.length + 1
  let [row, above, twoAbove] = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)]
  return (word) => {
    const letters = Math.min(word.length, typed.length + 2)
    let begun = width
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
      begun = Math.min(begun, row[width - 1] as number)
    }
    return { whole: word.length > letters ? Infinity : (row[width - 1] as number), begun }
  }
}
