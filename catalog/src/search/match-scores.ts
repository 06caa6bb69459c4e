/** How closely a model holds a word that was typed, best first. */
export const EXACT = 0
export const VERSION = 1
export const BEGUN = 2
export const ONE_EDIT = 3
export const TWO_EDITS = 4
export const DESCRIBED = 5
export const DESCRIBED_TYPO = 6

const MOST = 255

/** What is known of each model while the words of one search are looked for, one after the other. Made once, used for every search. */
export interface Tally {
  /** How many words were found in the model; it is out as soon as one was not. */
  readonly found: Int32Array
  /** The worst of how closely it holds them. */
  readonly worst: Uint8Array
  /** The sum of how closely it holds them, 255 at most. */
  readonly total: Uint8Array
  /** 1 where a word is the first of its slug, or of its name after the author's. */
  readonly isHeaded: Uint8Array
}

export function createTally(size: number): Tally {
  return {
    found: new Int32Array(size),
    worst: new Uint8Array(size),
    total: new Uint8Array(size),
    isHeaded: new Uint8Array(size),
  }
}

export function clear({ found, worst, total, isHeaded }: Tally): void {
  found.fill(0)
  worst.fill(0)
  total.fill(0)
  isHeaded.fill(0)
}

/** Counts word number `word` (from 0) for a model that holds all before it. What is first said of a word counts: say the best first. */
export function count({ found, worst, total }: Tally, model: number, word: number, closeness: number): void {
  if (found[model] !== word) return
  found[model] = word + 1
  if (closeness > (worst[model] as number)) worst[model] = closeness
  total[model] = Math.min((total[model] as number) + closeness, MOST)
}
