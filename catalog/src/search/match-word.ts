// Where one word that was typed is found, and how closely. The rules, in the order in which matches are better:
// - a word of an id, a name or an author, or several that it runs over (`gptoss`), or two that were typed and are one (`deep seek`);
// - a version of which the first part was typed (`3` of `3.3`);
// - the beginning of such a word;
// - a typo of one, but only where no model at all is called by the word as it was typed;
// - a word of a description, or the beginning of one from three letters on (`roleplaying` is as good as `roleplay`);
// - a typo of one, where no description has the word either.
import { type Names, runOns } from './name-index.js'
import {
  BEGUN,
  count,
  DESCRIBED,
  DESCRIBED_TYPO,
  EXACT,
  ONE_EDIT,
  type Tally,
  TWO_EDITS,
  VERSION,
} from './match-scores.js'
import { mayBeTypo, nearWords, type Spellings } from './typos.js'
import { type Vocabulary, wordItself, type WordRange, wordsFrom } from './inverted-index.js'

const SHORTEST_BEGINNING_IN_PROSE = 3

export interface Texts {
  readonly names: Names
  readonly nameSpellings: Spellings
  readonly prose: Vocabulary
  readonly proseSpellings: Spellings
  /** By model: the first word of the slug, and of the name after the author's. */
  readonly slugHeads: Int32Array
  readonly titleHeads: Int32Array
}

/** Counts word number `at` of those that were typed, in every model that holds it. */
export function findWord(texts: Texts, tally: Tally, typed: readonly string[], at: number): void {
  const word = typed[at] as string
  const pairs = pairsWith(typed, at)
  const isName = findInNames(texts, tally, word, pairs, at)
  const mayMistype = mayBeTypo(word) && !isName
  if (mayMistype) {
    const [one, two] = nearWords(texts.nameSpellings, word, true)
    for (const near of one) countNames(texts, tally, { from: near, to: near + 1 }, at, ONE_EDIT)
    for (const near of two) countNames(texts, tally, { from: near, to: near + 1 }, at, TWO_EDITS)
  }
  const isProse = findInProse(texts.prose, tally, word, pairs, at)
  if (mayMistype && !isProse) {
    for (const near of nearWords(texts.proseSpellings, word, false).flat())
      countHolders(texts.prose, tally, { from: near, to: near + 1 }, at, DESCRIBED_TYPO)
  }
}

/** The word with its neighbours: `deep seek` is `deepseek`, `o 3` is `o3`, `4 5` is `45` and so `4.5`. */
function pairsWith(typed: readonly string[], at: number): string[] {
  const [before, word, after] = [typed[at - 1], typed[at] as string, typed[at + 1]]
  const pairs: string[] = []
  if (before !== undefined) pairs.push(`${before}${word}`)
  if (after !== undefined) pairs.push(`${word}${after}`)
  return pairs
}

/** @returns whether any model is called so */
function findInNames(texts: Texts, tally: Tally, word: string, pairs: readonly string[], at: number): boolean {
  const { names } = texts
  const forms = [word, ...pairs]
  const { whole, begun, heads } = runOns(names, word)
  for (const form of forms) countNames(texts, tally, wordItself(names.vocabulary, form), at, EXACT)
  for (const model of whole) count(tally, model, at, EXACT)
  for (const form of forms) countNames(texts, tally, wordsFrom(names.vocabulary, `${form}.`), at, VERSION)
  let isName = whole.length + begun.length > 0
  for (const form of forms) {
    const range = wordsFrom(names.vocabulary, form)
    isName ||= range.from < range.to
    countNames(texts, tally, range, at, BEGUN)
  }
  for (const model of begun) count(tally, model, at, BEGUN)
  for (const model of heads) tally.isHeaded[model] = 1
  return isName
}

/** @returns whether any description has the word itself, alone */
function findInProse(prose: Vocabulary, tally: Tally, word: string, pairs: readonly string[], at: number): boolean {
  const find = (form: string) => {
    const range = form.length < SHORTEST_BEGINNING_IN_PROSE ? wordItself(prose, form) : wordsFrom(prose, form)
    countHolders(prose, tally, range, at, DESCRIBED)
    return range.from < range.to
  }
  for (const pair of pairs) find(pair)
  return find(word)
}

function countHolders(
  { starts, holders }: Vocabulary,
  tally: Tally,
  { from, to }: WordRange,
  at: number,
  closeness: number,
): void {
  const end = starts[to] as number
  for (let slot = starts[from] as number; slot < end; slot++) count(tally, holders[slot] as number, at, closeness)
}

function countNames(
  { names, slugHeads, titleHeads }: Texts,
  tally: Tally,
  { from, to }: WordRange,
  at: number,
  closeness: number,
): void {
  const { starts, holders } = names.vocabulary
  for (let word = from; word < to; word++) {
    for (let slot = starts[word] as number; slot < (starts[word + 1] as number); slot++) {
      const model = holders[slot] as number
      count(tally, model, at, closeness)
      if (slugHeads[model] === word || titleHeads[model] === word) tally.isHeaded[model] = 1
    }
  }
}
