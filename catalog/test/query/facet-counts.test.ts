import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeFacets } from '../../src/query/facet-counts.js'
import { type Facets, facetsSchema } from '../../src/contract/facets.js'
import type { Model } from '../../src/model/model.js'
import { authorOf } from '../../src/model/model-id.js'
import { inputModalities, outputModalities } from '../../src/model/modalities.js'
import { isFree } from '../../src/price/price.js'
import { createQueryIndex } from '../../src/query/query-index.js'
import type { ListQuery } from '../../src/query/list-query.js'
import { answerPlainly, arbitraryCatalogue, arbitraryFilter, NOW, priceOf } from '../helpers/list-queries.js'
import { makeModel } from '../helpers/make-model.js'

const facets = (models: readonly Model[], query: ListQuery = {}, found?: readonly number[]): Facets =>
  computeFacets(createQueryIndex(models), query, { now: NOW, ...(found && { search: { search: () => [...found] } }) })

const without = (query: ListQuery, ...names: (keyof ListQuery)[]): ListQuery =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name as keyof ListQuery)))

/** Counts by iterating over the models. */
function countPlainly(
  models: readonly Model[],
  query: ListQuery,
  valuesOf: (model: Model) => readonly string[],
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const model of answerPlainly(models, query, NOW))
    for (const value of new Set(valuesOf(model).map((each) => each.toLowerCase())))
      counts[value] = (counts[value] ?? 0) + 1
  return counts
}

const asRecord = (values: Facets['authors']): Record<string, number> =>
  Object.fromEntries(values.filter(({ count }) => count > 0).map(({ value, count }) => [value.toLowerCase(), count]))

function rangePlainly(
  models: readonly Model[],
  query: ListQuery,
  key: 'prompt' | 'completion',
): { min: string; max: string } | null {
  const known = answerPlainly(models, query, NOW).flatMap((model) => {
    const price = priceOf(model, key)
    return price.kind === 'known' ? [price.value.times(1_000_000)] : []
  })
  const [min, max] = known.toSorted((a, b) => a.cmp(b)).filter((_, at, all) => at === 0 || at === all.length - 1)
  return min === undefined ? null : { min: min.toFixed(), max: (max ?? min).toFixed() }
}

const acme = (id: string, fields: Record<string, unknown>): Model => makeModel({ id, ...fields })
const SMALL = [
  acme('acme/a', { pricing: { prompt: '0.000001', completion: '0.0000025' }, context_length: 1000 }),
  acme('acme/b:free', {
    pricing: { prompt: '0', completion: '0' },
    supported_parameters: ['tools', 'seed'],
    context_length: 0,
  }),
  acme('~beta/c', {
    pricing: { prompt: '-1', completion: '-1' },
    architecture: { input_modalities: ['text'], output_modalities: ['text', 'image'], tokenizer: 'Llama3' },
    context_length: 9000,
  }),
]

describe('computeFacets', () => {
  it('counts every value under the current filter', () => {
    expect(facets(SMALL)).toStrictEqual({
      total: 3,
      authors: [
        { value: 'acme', count: 2 },
        { value: 'beta', count: 1 },
      ],
      input_modalities: [
        { value: 'text', count: 3 },
        { value: 'image', count: 2 },
      ],
      output_modalities: [
        { value: 'text', count: 3 },
        { value: 'image', count: 1 },
      ],
      supported_parameters: [
        { value: 'tools', count: 3 },
        { value: 'max_tokens', count: 2 },
        { value: 'temperature', count: 2 },
        { value: 'seed', count: 1 },
      ],
      tokenizers: [
        { value: 'GPT', count: 2 },
        { value: 'Llama3', count: 1 },
      ],
      variants: [{ value: 'free', count: 1 }],
      free: 1,
      price: { prompt: { min: '0', max: '1' }, completion: { min: '0', max: '2.5' } },
      context: { min: 1000, max: 9000 },
    })
  })

  it('ignores its own selection for alternatives, but not for required values', () => {
    const chosen = facets(SMALL, { model_authors: ['beta'] })
    expect(chosen.authors).toEqual([
      { value: 'acme', count: 2 },
      { value: 'beta', count: 1 },
    ])
    expect(chosen.tokenizers).toEqual([{ value: 'Llama3', count: 1 }])
    const required = facets(SMALL, { supported_parameters: ['seed'] })
    expect(required.supported_parameters).toEqual([
      { value: 'seed', count: 1 },
      { value: 'tools', count: 1 },
    ])
  })

  it('keeps the full range of a filtered price', () => {
    const bounded = facets(SMALL, { max_price: '0.5', context: 5000 })
    expect(bounded).toMatchObject({ total: 0, price: { prompt: null, completion: null } })
    expect(facets(SMALL, { max_price: '0.5' }).price.prompt).toEqual({ min: '0', max: '1' })
    expect(facets(SMALL, { max_price: '0.5' }).price.completion).toEqual({ min: '0', max: '0' })
    expect(facets(SMALL, { context: 5000 }).context).toEqual({ min: 1000, max: 9000 })
  })

  it('lists selected values with a count of 0', () => {
    const chosen = facets(SMALL, {
      model_authors: ['acme', 'nobody'],
      arch: ['llama3'],
      supported_parameters: ['seed', 'tools'],
    })
    expect(chosen.total).toBe(0)
    expect(chosen.authors).toContainEqual({ value: 'nobody', count: 0 })
    expect(chosen.tokenizers).toContainEqual({ value: 'Llama3', count: 0 })
    expect(chosen.supported_parameters).toEqual([
      { value: 'seed', count: 0 },
      { value: 'tools', count: 0 },
    ])
  })

  it('counts search results, ignoring order and page', () => {
    expect(facets(SMALL, { q: 'x', sort: 'newest', limit: 1, offset: 1 }, [2, 0])).toMatchObject({
      total: 2,
      authors: [
        { value: 'acme', count: 1 },
        { value: 'beta', count: 1 },
      ],
      free: 0,
    })
  })

  it('counts a model once for repeated values', () => {
    const model = acme('acme/a', { supported_parameters: ['tools', 'seed', 'tools', 'Tools'] })
    expect(facets([model]).supported_parameters).toEqual([
      { value: 'seed', count: 1 },
      { value: 'tools', count: 1 },
    ])
    const many = Array.from({ length: 100 }, (_, at) =>
      acme(`acme/m${at}`, at === 50 ? { supported_parameters: ['rare', 'rare'] } : {}),
    )
    expect(facets(many).supported_parameters).toContainEqual({ value: 'rare', count: 1 })
  })

  it('is empty for no models', () => {
    expect(facets([])).toMatchObject({
      total: 0,
      authors: [],
      free: 0,
      price: { prompt: null, completion: null },
      context: null,
    })
  })

  it('agrees with a plain count for any catalogue and filter', () => {
    fc.assert(
      fc.property(arbitraryCatalogue, arbitraryFilter, (models, query) => {
        const counted = facets(models, query)
        expect(facetsSchema.parse(counted)).toEqual(counted)
        expect(asRecord(counted.authors)).toEqual(
          countPlainly(models, without(query, 'model_authors'), ({ id }) => [authorOf(id)]),
        )
        expect(asRecord(counted.input_modalities)).toEqual(countPlainly(models, query, inputModalities))
        expect(asRecord(counted.output_modalities)).toEqual(
          countPlainly(models, without(query, 'output_modalities'), outputModalities),
        )
        expect(asRecord(counted.supported_parameters)).toEqual(
          countPlainly(models, query, (model) => model.supported_parameters ?? []),
        )
        expect(asRecord(counted.tokenizers)).toEqual(
          countPlainly(models, without(query, 'arch'), ({ architecture }) =>
            architecture?.tokenizer === undefined ? [] : [architecture.tokenizer],
          ),
        )
        expect(asRecord(counted.variants)).toEqual(countPlainly(models, query, ({ id }) => id.split(':').slice(1)))
        expect(counted.free).toBe(answerPlainly(models, query, NOW).filter(isFree).length)
        expect(counted.price.prompt).toEqual(rangePlainly(models, without(query, 'min_price', 'max_price'), 'prompt'))
        expect(counted.price.completion).toEqual(
          rangePlainly(models, without(query, 'min_output_price', 'max_output_price'), 'completion'),
        )
        for (const { value, count } of counted.authors) {
          expect(answerPlainly(models, { ...query, model_authors: [value.toLowerCase()] }, NOW)).toHaveLength(count)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('writes prices exactly', () => {
    const [text, tiny] = ['0.00000100000000000000001', '0.0000000000000000000000001']
    const range = facets([acme('acme/a', { pricing: { prompt: text } }), acme('acme/b', { pricing: { prompt: tiny } })])
      .price.prompt
    expect(range).toEqual({ min: new Big(tiny).times(1e6).toFixed(), max: '1.00000000000000001' })
  })
})
