/** How closely a model matches a query word, best first. */
export const EXACT = 0
export const VERSION = 1
export const PREFIX = 2
export const ONE_EDIT = 3
export const TWO_EDITS = 4
export const IN_DESCRIPTION = 5
export const DESCRIPTION_TYPO = 6

const MAX_TOTAL = 255

/** Match state of every model during one search, whose words are matched one after the other. Allocated once and reused. */
export interface MatchScores {
  /** Number of matched words. A model that misses one word is out. */
  readonly matched: Int32Array
  /** The worst closeness of its words. */
  readonly worst: Uint8Array
  /** The sum of the closeness of its words, at most 255. */
  readonly total: Uint8Array
  /** 1 if a word is the first of its slug, or of its title. */
  readonly hasLeadingWord: Uint8Array
}

export function createMatchScores(size: number): MatchScores {
  return {
    matched: new Int32Array(size),
    worst: new Uint8Array(size),
    total: new Uint8Array(size),
    hasLeadingWord: new Uint8Array(size),
  }
}

export function resetScores({ matched, worst, total, hasLeadingWord }: MatchScores): void {
  for (const scores of [matched, worst, total, hasLeadingWord]) scores.fill(0)
}

/**
 * Records a match of word number `word` (0-based) in a model that matched all earlier words. Only the first match of a word counts,
 * so record the closest matches first.
 */
export function recordMatch(
  { matched, worst, total }: MatchScores,
  model: number,
  word: number,
  closeness: number,
): void {
  if (matched[model] !== word) return
  matched[model] = word + 1
  if (closeness > (worst[model] as number)) worst[model] = closeness
  total[model] = Math.min((total[model] as number) + closeness, MAX_TOTAL)
}
