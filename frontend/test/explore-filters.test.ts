import { parseListQuery } from '@modelkeep/catalog/query/list-query'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { describe, expect, it } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { activeFilters, droppableFilters, withoutFilters } from '../src/features/explore/filters/active-filters.js'
import { countFilters } from '../src/features/explore/filters/filter-counts.js'
import { boundField, priceField, tokensField } from '../src/features/explore/filters/parse-field.js'
import { holdsPreset, presets, togglePreset } from '../src/features/explore/filters/presets.js'
import { toggleWord } from '../src/features/explore/filters/query-lists.js'
import { dropsOf, resultsOf } from '../src/features/explore/use-results.js'

const now = Date.UTC(2026, 7, 22, 12)
const preset = (name: string) => presets.find((one) => one.name === name) ?? presets[0]!
const press = (query: ListQuery, name: string): ListQuery =>
  JSON.parse(JSON.stringify({ ...query, ...togglePreset(query, preset(name)) })) as ListQuery
const texts = (query: ListQuery): string[] => activeFilters(query).map(({ text }) => text)

describe('presets', () => {
  it('are pressed once pressed, and gone when pressed again', () => {
    for (const one of presets) {
      const pressed = press({}, one.name)
      expect(holdsPreset(pressed, one)).toBe(true)
      expect(press(pressed, one.name)).toEqual({})
    }
  })
  it('leave what other presets and filters ask for', () => {
    const both = press(press({ supported_parameters: ['seed'] }, 'Vision'), 'Cheap')
    expect(press(both, 'Vision')).toEqual({
      supported_parameters: ['seed'],
      output_modalities: ['text'],
      max_price: '0.5',
      max_output_price: '2',
    })
    expect(press(press({ supported_parameters: ['seed'] }, 'Agentic'), 'Agentic')).toEqual({
      supported_parameters: ['seed'],
    })
  })
  it('are not pressed where the query is wider', () => {
    expect(holdsPreset({ input_modalities: ['audio', 'image'], output_modalities: ['text'] }, preset('Vision'))).toBe(
      true,
    )
    expect(holdsPreset({ input_modalities: ['image'], output_modalities: ['image', 'text'] }, preset('Vision'))).toBe(
      false,
    )
    expect(holdsPreset({ max_price: '0.5' }, preset('Cheap'))).toBe(false)
  })
  it('are queries that the API takes', () => {
    for (const { patch } of presets)
      expect(
        parseListQuery(Object.fromEntries(Object.entries(patch).map(([name, value]) => [name, String(value)]))),
      ).toEqual(patch)
  })
})

describe('active filters', () => {
  it('name each filter in words', () => {
    expect(
      texts({
        free: true,
        model_authors: ['openai', 'qwen'],
        input_modalities: ['image'],
        output_modalities: ['text'],
        supported_parameters: ['structured_outputs', 'top_k'],
      }),
    ).toEqual(['Free', 'Image input', 'Structured outputs', 'top_k', 'By openai', 'By qwen', 'Text output'])
    expect(
      texts({
        context: 200_000,
        min_price: '0.5',
        max_price: '2',
        max_output_price: '10',
        max_age_days: 30,
        expiring_days: 1,
      }),
    ).toEqual([
      '200K context or more',
      'Input $0.5 to $2 per million',
      'Output up to $10 per million',
      'Added in the last 30 days',
      'Expires within 1 day',
    ])
    expect(
      texts({
        context: 131_072,
        min_age_days: 1,
        min_coding_index: 50,
        limit: 10,
        arch: ['gpt'],
        ids: ['a/b'],
        as_of: '2026-05-01T12:00:00.000Z',
        removed: true,
      }),
    ).toEqual([
      'Removed models',
      '1 chosen model',
      'gpt tokenizer',
      '131,072 context or more',
      '1 day old or older',
      'Coding from 50',
      'The first 10 only',
    ])
  })
  it('take away one word of a list, or the whole', () => {
    expect(activeFilters({ model_authors: ['openai', 'qwen'] })[0]?.patch).toEqual({ model_authors: ['qwen'] })
    expect(activeFilters({ model_authors: ['openai'] })[0]?.patch).toEqual({ model_authors: undefined })
    expect(toggleWord({ arch: ['gpt'] }, 'arch', 'Claude')).toEqual({ arch: ['claude', 'gpt'] })
  })
  it('say nothing of the words searched for, the order and the fields', () => {
    expect(texts({ q: 'gpt', sort: 'newest', fields: ['id'] })).toEqual([])
  })
  it('are all cleared, with the words, and the order stays', () => {
    const query: ListQuery = { q: 'x', sort: 'newest', min_price: '1', input_modalities: ['image', 'text'], offset: 10 }
    expect(JSON.parse(JSON.stringify({ ...query, ...withoutFilters(query) }))).toEqual({ sort: 'newest' })
  })
})

const view = createCatalogueView([
  makeModel({
    id: 'acme/small',
    context_length: 32_000,
    pricing: { prompt: '0', completion: '0' },
    created: now / 1000 - 5 * 86_400,
  }),
  makeModel({
    id: 'acme/large',
    context_length: 1_000_000,
    supported_parameters: ['tools'],
    expiration_date: '2026-09-01',
    created: now / 1000 - 60 * 86_400,
  }),
  makeModel({
    id: 'beta/large',
    context_length: 1_000_000,
    supported_parameters: [],
    expiration_date: '2098-12-31',
    created: now / 1000 - 800 * 86_400,
  }),
])

describe('results', () => {
  it('are what the query asks', () => {
    expect(resultsOf(view, { context: 200_000 }, now)).toEqual({ positions: [1, 2], total: 2 })
    expect(resultsOf(view, { q: 'beta' }, now)).toEqual({ positions: [2], total: 1 })
    expect(resultsOf(view, { limit: 1, offset: 1 }, now)).toEqual({ positions: [1], total: 3 })
  })
  it('that are empty name the single filters to drop, most models first', () => {
    const drops = dropsOf(view, { free: true, context: 200_000 }, now)
    expect(drops.map(({ text, count }) => [text, count])).toEqual([
      ['Free', 2],
      ['200K context or more', 1],
    ])
  })
  it('that are empty treat alternatives as one filter, and the words and the page as others', () => {
    expect(dropsOf(view, { model_authors: ['gamma', 'nobody'] }, now).map(({ text, count }) => [text, count])).toEqual([
      ['By gamma or By nobody', 3],
    ])
    expect(dropsOf(view, { q: 'zzzzqqq' }, now).map(({ text }) => text)).toEqual(['The search “zzzzqqq”'])
    expect(dropsOf(view, { offset: 100 }, now).map(({ count }) => count)).toEqual([3])
    expect(dropsOf(view, { free: true, context: 200_000, model_authors: ['gamma'] }, now)).toEqual([])
  })
  it('can be dropped filter by filter until none is left', () => {
    const query: ListQuery = { q: 'x', free: true, supported_parameters: ['a', 'b'], arch: ['gpt'] }
    expect(droppableFilters(query).map(({ key }) => key)).toEqual([
      'q',
      'free',
      'supported_parameters=a',
      'supported_parameters=b',
      'arch',
    ])
  })
})

describe('counts', () => {
  it('are of what each choice would leave', () => {
    const counts = countFilters(view, { context: 200_000 }, now)
    expect(counts).toMatchObject({ total: 2, free: 0, contexts: [3, 2, 2, 2], ages: [0, 0, 1, 1], expiring: 1 })
    expect(counts.authors).toEqual([
      { value: 'acme', count: 1 },
      { value: 'beta', count: 1 },
    ])
  })
  it('keep to the words', () => {
    expect(countFilters(view, { q: 'beta', limit: 1, sort: 'newest' }, now)).toMatchObject({
      total: 1,
      contexts: [1, 1, 1, 1],
    })
  })
})

describe('fields', () => {
  it.each([
    ['1.50', '1.5'],
    ['007', '7'],
    ['0.0', '0'],
    ['', undefined],
    [' 2 ', '2'],
  ])('price %j is %j', (written, value) => expect(priceField(written)).toEqual({ value }))
  it.each(['$5', '1,5', '-1', '1e3', '.5', '5.', 'five', '1'.repeat(21)])('no price: %j', (written) =>
    expect(priceField(written)).toHaveProperty('problem'),
  )
  it('refuse a range that is turned round, by exact comparison', () => {
    expect(boundField('2', 'min', '1.99')).toHaveProperty('problem', 'This is above the highest, $1.99.')
    expect(boundField('1', 'max', '1.000000000000000001')).toHaveProperty(
      'problem',
      'This is below the lowest, $1.000000000000000001.',
    )
    expect(boundField('1', 'max', '1')).toEqual({ value: '1' })
    expect(boundField('', 'max', '1')).toEqual({ value: undefined })
  })
  it.each([
    ['128000', 128_000],
    ['128k', 128_000],
    ['1M', 1_000_000],
    ['131,072', 131_072],
    ['', undefined],
  ])('tokens %j are %j', (written, value) => expect(tokensField(written)).toEqual({ value }))
  it.each(['0', '-1', '1.5', 'many', '9999999999', '9000M'])('no tokens: %j', (written) =>
    expect(tokensField(written)).toHaveProperty('problem'),
  )
})
