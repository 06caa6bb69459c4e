import type { Model } from '../model/model.js'
import { matchWord, type SearchTexts } from './match-word.js'
import { indexNames } from './name-index.js'
import { rank } from './rank.js'
import { relateModels } from './model-relations.js'
import { resetScores, createMatchScores } from './match-scores.js'
import { spellingsOf } from './typos.js'
import { createInvertedIndexBuilder, type InvertedIndex } from './inverted-index.js'
import { foldStart, joinedWordsOf, withoutLinks, withoutDots, wordsOf } from './words.js'

export interface SearchIndex {
  /**
   * Positions of the models that match every word of `q` (`match-word.ts`), best first (`rank.ts`). If `q` is blank: all models in
   * upstream order. None if it has neither letters nor digits. Accepts any string.
   */
  readonly search: (q: string) => number[]
}

/** @param models in upstream order; not retained */
export function createSearchIndex(models: readonly Model[]): SearchIndex {
  const steps = searchIndexSteps(models)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Builds the index in steps of a few milliseconds, so that the caller can yield to the event loop in between. */
export function* searchIndexSteps(models: readonly Model[]): Generator<undefined, SearchIndex> {
  const positions = newestFirst(models)
  const sorted = Array.from(positions, (position) => models[position] as Model)
  const texts = yield* indexTexts(sorted)
  const relations = relateModels(sorted, texts.names)
  const scores = createMatchScores(models.length)
  const size = models.length
  return {
    search: (q) => {
      const all = wordsOf(foldStart(q, longestQuery))
      const words = [...new Set(all)]
      if (words.length === 0) return q.trim() === '' ? Array.from({ length: size }, (_, position) => position) : []
      resetScores(scores)
      for (let at = 0; at < words.length; at++) {
        matchWord(texts, scores, words, at)
        if (!scores.matched.includes(at + 1)) return []
      }
      const ranked = rank(texts.names, relations, scores, { words: words.length, joined: withoutDots(all.join('')) })
      return ranked.map((model) => positions[model] as number)
    },
  }
}

/** Positions by `created`, newest first; ties in upstream order, unknown dates last. */
function newestFirst(models: readonly Model[]): Int32Array {
  const created = Float64Array.from(models, (model) => model.created ?? -1)
  return Int32Array.from(created.keys()).toSorted((a, b) => (created[b] as number) - (created[a] as number) || a - b)
}

function* indexTexts(models: readonly Model[]): Generator<undefined, SearchTexts> {
  const names = yield* indexNames(models)
  yield
  const firstWords = (starts: Int32Array) => starts.map((start) => names.sequence[start] as number)
  const nameSpellings = spellingsOf(names.index.words)
  const descriptions = yield* indexDescriptions(models)
  yield
  return {
    names,
    nameSpellings,
    descriptions,
    descriptionSpellings: spellingsOf(descriptions.words),
    slugFirstWords: firstWords(names.slugs),
    titleFirstWords: firstWords(names.titles),
  }
}

const MODELS_PER_STEP = 64
const longestDescription = 4_000
const longestQuery = 500

function* indexDescriptions(models: readonly Model[]): Generator<undefined, InvertedIndex> {
  const builder = createInvertedIndexBuilder()
  for (let model = 0; model < models.length; model++) {
    if (model % MODELS_PER_STEP === 0) yield
    const folded = foldStart(
      withoutLinks((models[model]?.description ?? '').slice(0, longestDescription)),
      longestDescription,
    )
    for (const word of wordsOf(folded)) builder.add(builder.numberOf(word), model)
    for (const word of joinedWordsOf(folded)) builder.add(builder.numberOf(word), model)
  }
  return builder.build().index
}
