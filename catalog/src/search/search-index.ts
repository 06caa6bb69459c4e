import type { Model } from '../model/model.js'
import { findWord, type Texts } from './match-word.js'
import { indexNames } from './name-index.js'
import { rank } from './rank.js'
import { standingOf } from './model-relations.js'
import { clear, createTally } from './match-scores.js'
import { spellingsOf } from './typos.js'
import { createVocabularyBuilder, type Vocabulary } from './inverted-index.js'
import { fold, joinedWordsOf, proseOf, undotted, wordsOf } from './words.js'

export interface SearchIndex {
  /**
   * Positions (in the models that the index was made from) of the models that hold every word of `q` in id, name, author or description,
   * best first: what is a match is said in `search-find.ts`, which is better in `search-rank.ts`. All of them, in upstream order, where
   * `q` has no letter and no digit. Never throws; takes any string.
   */
  readonly search: (q: string) => number[]
}

/** @param models in upstream order; not kept */
export function createSearchIndex(models: readonly Model[]): SearchIndex {
  const steps = searchIndexSteps(models)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same in steps of some milliseconds, for who has other things to do in between. */
export function* searchIndexSteps(models: readonly Model[]): Generator<undefined, SearchIndex> {
  const positions = newestFirst(models)
  const sorted = Array.from(positions, (position) => models[position] as Model)
  const texts = yield* textsOf(sorted)
  const standing = standingOf(sorted, texts.names)
  const tally = createTally(models.length)
  const size = models.length
  return {
    search: (q) => {
      const all = wordsOf(fold(q))
      const words = [...new Set(all)]
      if (words.length === 0) return Array.from({ length: size }, (_, position) => position)
      clear(tally)
      for (let at = 0; at < words.length; at++) {
        findWord(texts, tally, words, at)
        if (!tally.found.includes(at + 1)) return []
      }
      const ranked = rank(texts.names, standing, tally, { words: words.length, solid: undotted(all.join('')) })
      return Array.from(ranked.map((model) => positions[model] as number))
    },
  }
}

/** Positions by `created`, newest first; those of the same second in upstream order, those of no known date last. */
function newestFirst(models: readonly Model[]): Int32Array {
  const created = Float64Array.from(models, (model) => model.created ?? -1)
  return Int32Array.from(created.keys()).toSorted((a, b) => (created[b] as number) - (created[a] as number) || a - b)
}

function* textsOf(models: readonly Model[]): Generator<undefined, Texts> {
  const names = yield* indexNames(models)
  yield
  const heads = (starts: Int32Array) => starts.map((start) => names.sequence[start] as number)
  const nameSpellings = spellingsOf(names.vocabulary.words)
  const prose = yield* indexProse(models)
  yield
  return {
    names,
    nameSpellings,
    prose,
    proseSpellings: spellingsOf(prose.words),
    slugHeads: heads(names.slugs),
    titleHeads: heads(names.titles),
  }
}

const PROSE_A_STEP = 64

function* indexProse(models: readonly Model[]): Generator<undefined, Vocabulary> {
  const builder = createVocabularyBuilder()
  for (let model = 0; model < models.length; model++) {
    if (model % PROSE_A_STEP === 0) yield
    const folded = fold(proseOf(models[model]?.description ?? ''))
    for (const word of wordsOf(folded)) builder.add(builder.numberOf(word), model)
    for (const word of joinedWordsOf(folded)) builder.add(builder.numberOf(word), model)
  }
  return builder.build().vocabulary
}
