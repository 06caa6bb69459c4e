// Matches one query word against all models. Matches, best first:
// - a word of an id, name or author; a compound of several (`gptoss`); or two query words that form one (`deep seek`);
// - the first part of a version (`3` of `3.3`);
// - a prefix of such a word;
// - a typo of such a word, if the query word matches no name of any model;
// - a word of a description, or a prefix of one with three or more letters (`roleplay` matches `roleplaying`);
// - a typo of such a word, if no description has the query word either.
import { type NameIndex, matchCompound } from './name-index.js'
import {
  PREFIX,
  recordMatch,
  IN_DESCRIPTION,
  DESCRIPTION_TYPO,
  EXACT,
  ONE_EDIT,
  type MatchScores,
  TWO_EDITS,
  VERSION,
} from './match-scores.js'
import { mayBeTypo, nearWords, type Spellings } from './typos.js'
import { type InvertedIndex, exactWord, type WordRange, wordsWithPrefix } from './inverted-index.js'

const MIN_PREFIX_IN_DESCRIPTIONS = 3

export interface SearchTexts {
  readonly names: NameIndex
  readonly nameSpellings: Spellings
  readonly descriptions: InvertedIndex
  readonly descriptionSpellings: Spellings
  /** By model: the first word of the slug, and of the title (the name without the author). */
  readonly slugFirstWords: Int32Array
  readonly titleFirstWords: Int32Array
}

/** Records the matches of query word number `at` in all models. */
export function matchWord(texts: SearchTexts, scores: MatchScores, query: readonly string[], at: number): void {
  const word = query[at] as string
  const pairs = pairsWith(query, at)
  const isName = matchNames(texts, scores, word, pairs, at)
  const mayHaveTypos = mayBeTypo(word) && !isName
  if (mayHaveTypos) {
    const [one, two] = nearWords(texts.nameSpellings, word, true)
    for (const near of one) recordNames(texts, scores, { from: near, to: near + 1 }, at, ONE_EDIT)
    for (const near of two) recordNames(texts, scores, { from: near, to: near + 1 }, at, TWO_EDITS)
  }
  const isInDescription = matchDescriptions(texts.descriptions, scores, word, pairs, at)
  if (mayHaveTypos && !isInDescription) {
    for (const near of nearWords(texts.descriptionSpellings, word, false).flat())
      recordInRange(texts.descriptions, scores, { from: near, to: near + 1 }, at, DESCRIPTION_TYPO)
  }
}

/** The word joined with its neighbours: `deep seek` matches `deepseek`, `o 3` matches `o3`, `4 5` matches `4.5`. */
function pairsWith(query: readonly string[], at: number): string[] {
  const [before, word, after] = [query[at - 1], query[at] as string, query[at + 1]]
  const pairs: string[] = []
  if (before !== undefined) pairs.push(`${before}${word}`)
  if (after !== undefined) pairs.push(`${word}${after}`)
  return pairs
}

/** @returns whether the word matches any name without typos */
function matchNames(
  texts: SearchTexts,
  scores: MatchScores,
  word: string,
  pairs: readonly string[],
  at: number,
): boolean {
  const { names } = texts
  const forms = [word, ...pairs]
  const { whole, prefix, leading } = matchCompound(names, word)
  for (const form of forms) recordNames(texts, scores, exactWord(names.index, form), at, EXACT)
  for (const model of whole) recordMatch(scores, model, at, EXACT)
  for (const form of forms) recordNames(texts, scores, wordsWithPrefix(names.index, `${form}.`), at, VERSION)
  let isName = whole.length + prefix.length > 0
  for (const form of forms) {
    const range = wordsWithPrefix(names.index, form)
    isName ||= range.from < range.to
    recordNames(texts, scores, range, at, PREFIX)
  }
  for (const model of prefix) recordMatch(scores, model, at, PREFIX)
  for (const model of leading) scores.hasLeadingWord[model] = 1
  return isName
}

/** @returns whether any description has the word itself */
function matchDescriptions(
  descriptions: InvertedIndex,
  scores: MatchScores,
  word: string,
  pairs: readonly string[],
  at: number,
): boolean {
  const record = (form: string) => {
    const range =
      form.length < MIN_PREFIX_IN_DESCRIPTIONS ? exactWord(descriptions, form) : wordsWithPrefix(descriptions, form)
    recordInRange(descriptions, scores, range, at, IN_DESCRIPTION)
    return range.from < range.to
  }
  for (const pair of pairs) record(pair)
  return record(word)
}

function recordInRange(
  { starts, models }: InvertedIndex,
  scores: MatchScores,
  { from, to }: WordRange,
  at: number,
  closeness: number,
): void {
  const end = starts[to] as number
  for (let slot = starts[from] as number; slot < end; slot++) recordMatch(scores, models[slot] as number, at, closeness)
}

function recordNames(
  { names, slugFirstWords, titleFirstWords }: SearchTexts,
  scores: MatchScores,
  { from, to }: WordRange,
  at: number,
  closeness: number,
): void {
  const { starts, models } = names.index
  for (let word = from; word < to; word++) {
    for (let slot = starts[word] as number; slot < (starts[word + 1] as number); slot++) {
      const model = models[slot] as number
      recordMatch(scores, model, at, closeness)
      if (slugFirstWords[model] === word || titleFirstWords[model] === word) scores.hasLeadingWord[model] = 1
    }
  }
}
