import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { fold, wordsOf } from '../../src/search/words.js'
import { createSearchIndex } from '../../src/search/search-index.js'
import { arbitraryModel } from '../helpers/arbitrary-model.js'
import { makeModel } from '../helpers/make-model.js'
import { matchesOf } from './oracle.js'
import { inventedModels } from './models.js'

const PARTS = [
  'gpt',
  'llama',
  'claude',
  'deep',
  'seek',
  'deepseek',
  'role',
  'play',
  'roleplay',
  'role-play',
  'mini',
  'max',
  'minimax',
  '4',
  '4o',
  '5',
  '4.1',
  '41',
  '4.5',
  '45',
  'v3.1',
  'v3',
  'o3',
  'o',
  '70b',
  'a22b',
  'b',
  'x',
  'ai',
  'xai',
  'instruct',
  'instructor',
  'free',
  '2024-11-20',
  'é',
  '月光',
  'embedding',
  'embeddings',
]
const part = fc.constantFrom(...PARTS)
const joined = (separators: readonly string[], maxLength: number) =>
  fc
    .array(fc.tuple(part, fc.constantFrom(...separators)), { minLength: 1, maxLength })
    .map((pairs) => pairs.flat().join(''))

const model: fc.Arbitrary<Model> = fc
  .record({
    author: fc.constantFrom('openai', 'x-ai', 'meta-llama', 'deepseek', 'minimax'),
    slug: joined(['-', '', '-'], 4),
    name: joined([' ', '-', '', ': '], 4),
    description: joined([' ', '-', '. '], 6),
    created: fc.nat(5),
    mark: fc.constantFrom('', '~'),
    variant: fc.constantFrom('', ':free'),
  })
  .map(({ author, slug, name, description, created, mark, variant }) =>
    makeModel({ id: `${mark}${author}/${slug}${variant}`, name, description, created }),
  )
const models = fc.array(fc.oneof(model, model, arbitraryModel()), { maxLength: 8 })

/** Plausible queries: parts of names, some with a typo, some incomplete. */
const typed = fc.oneof(
  part,
  part.chain((word) => fc.nat(word.length).map((at) => word.slice(0, at))),
  fc
    .tuple(part, fc.nat(10), fc.constantFrom('', 'a', 'e', 'x', '5'))
    .map(([word, at, letter]) => `${word.slice(0, at)}${letter}${word.slice(at + 1)}`),
  fc.tuple(part, part).map(([a, b]) => `${a}${b}`),
)
const search = fc.oneof(
  fc
    .array(typed, { minLength: 1, maxLength: 4 })
    .chain((words) => fc.constantFrom(' ', '-', ' / ').map((separator) => words.join(separator))),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

const RUNS = { numRuns: 300 }
const inOrder = (positions: readonly number[]) => positions.toSorted((a, b) => a - b)

/**
 * Whether a last word of one or two letters, which is no prefix of words in descriptions, becomes such a word with the next one: `xa i`
 * means `xai`.
 */
function isCompleted({ description }: Model, q: string, more: string): boolean {
  const [last, next] = [wordsOf(fold(q)).at(-1) ?? '', wordsOf(fold(more))[0] ?? '']
  return (
    last.length < 3 &&
    fold(description ?? '')
      .replaceAll('-', '')
      .includes(`${last}${next}`)
  )
}

describe('any search', () => {
  it('finds exactly the models that match every word, each once', () => {
    fc.assert(
      fc.property(models, search, (given, q) => {
        expect(inOrder(createSearchIndex(given).search(q))).toEqual(matchesOf(given, q))
      }),
      RUNS,
    )
  })

  it('finds no additional models with an additional word', () => {
    fc.assert(
      fc.property(models, search, search, (given, q, more) => {
        fc.pre(wordsOf(fold(q)).length > 0) // otherwise it finds nothing, and a word finds more
        const index = createSearchIndex(given)
        const before = new Set(index.search(q))
        const additional = index.search(`${q} ${more}`).filter((position) => !before.has(position))
        expect(additional.filter((position) => !isCompleted(given[position]!, q, more))).toEqual([])
      }),
      { ...RUNS, examples: [[[makeModel({ description: 'xai gpt' })], 'xa', 'i']] },
    )
  })

  it('finds a word of a description whose first two letters are a word of their own in the query', () => {
    const index = createSearchIndex([makeModel({ description: 'Runs on xai chips.' })])
    expect(['xa', 'xa i', 'xai'].map((q) => index.search(q))).toEqual([[], [0], [0]])
  })

  it('accepts any string', () => {
    const given = inventedModels()
    const index = createSearchIndex(given)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.string({ unit: 'grapheme', maxLength: 50 }),
          fc.stringMatching(/^[\uD800-\uDFFF.a4]{0,20}$/),
        ),
        (q) => {
          const found = index.search(q)
          expect(new Set(found).size).toBe(found.length)
          expect(found.every((position) => position >= 0 && position < given.length)).toBe(true)
        },
      ),
      RUNS,
    )
  })

  it('ignores case, accents and punctuation', () => {
    const index = createSearchIndex(inventedModels())
    const words = fc.array(
      fc.constantFrom(
        'Fjord',
        '4o',
        'Mélange',
        'Ballad',
        'sonata',
        'mini',
        'Alpaca',
        '70B',
        '4.5',
        'roleplay',
        'depwell',
      ),
      { minLength: 1, maxLength: 3 },
    )
    fc.assert(
      fc.property(
        words,
        fc.constantFrom(' ', '-', '/', ' · ', '_', ': ', '  '),
        fc.constantFrom('NFC', 'NFD', 'NFKD'),
        (chosen, separator, form) => {
          const plain = index.search(chosen.join(' '))
          expect(index.search(chosen.join(separator).normalize(form))).toEqual(plain)
          expect(index.search(`(${chosen.join(separator).toUpperCase()})!`)).toEqual(plain)
        },
      ),
      RUNS,
    )
  })

  it('finds the same models for any list order', () => {
    fc.assert(
      fc.property(models, search, (given, q) => {
        const ids = (list: readonly Model[]) =>
          createSearchIndex(list)
            .search(q)
            .map((position) => list[position]?.id ?? '')
            .toSorted()
        expect(ids(given.toReversed())).toEqual(ids(given))
      }),
      RUNS,
    )
  })
})
