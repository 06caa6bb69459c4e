import { parseListQuery, serialiseListQuery } from '@modelkeep/catalog/query/list-query'
import { describe, expect, it } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { activeFilters, droppableFilters, withoutFilters } from '../src/features/explore/filters/active-filters.js'
import { countFilters } from '../src/features/explore/filters/filter-counts.js'
import { parseBound, parsePrice, parseTokens } from '../src/features/explore/filters/parse-field.js'
import { holdsPreset, presets, togglePreset } from '../src/features/explore/filters/presets.js'
import { toggleWord } from '../src/features/explore/filters/query-lists.js'
import { emptyAdvice } from '../src/features/explore/empty-advice.js'
import { dropsOf } from '../src/features/explore/drops-of.js'
import { baseIdOf, groupVariants } from '../src/shared/list/group-variants.js'
import { resultsOf } from '../src/shared/list/list-results.js'
import { sortByCost } from '../src/shared/list/sort-by-cost.js'
import { apiQuery, type PageQuery } from '../src/shared/search/page-query.js'

const now = Date.UTC(2026, 7, 22, 12)
const preset = (name: string) => presets.find((one) => one.name === name) ?? presets[0]!
const toggle = (query: PageQuery, name: string): PageQuery =>
  JSON.parse(JSON.stringify({ ...query, ...togglePreset(query, preset(name)) })) as PageQuery
const texts = (query: PageQuery): string[] => activeFilters(query).map(({ text }) => text)

describe('presets', () => {
  it('toggle', () => {
    for (const one of presets) {
      const active = toggle({}, one.name)
      expect(holdsPreset(active, one)).toBe(true)
      expect(toggle(active, one.name)).toEqual({})
    }
  })
  it('keep the filters of other presets', () => {
    const both = toggle(toggle({ supported_parameters: ['seed'] }, 'Vision'), 'Cheap')
    expect(toggle(both, 'Vision')).toEqual({
      supported_parameters: ['seed'],
      output_modalities: ['text'],
      max_price: '0.5',
      max_output_price: '2',
    })
    expect(toggle(toggle({ supported_parameters: ['seed'] }, 'Agentic'), 'Agentic')).toEqual({
      supported_parameters: ['seed'],
    })
  })
  it('are inactive when the query is wider', () => {
    expect(holdsPreset({ input_modalities: ['audio', 'image'], output_modalities: ['text'] }, preset('Vision'))).toBe(
      true,
    )
    expect(holdsPreset({ input_modalities: ['image'], output_modalities: ['image', 'text'] }, preset('Vision'))).toBe(
      false,
    )
    expect(holdsPreset({ max_price: '0.5' }, preset('Cheap'))).toBe(false)
  })
  it('are valid API queries', () => {
    for (const { patch } of presets)
      expect(parseListQuery(Object.fromEntries(new URLSearchParams(serialiseListQuery(apiQuery(patch)))))).toEqual(
        patch,
      )
  })
})

describe('active filters', () => {
  it('have readable names', () => {
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
      '1 selected model',
      'gpt tokenizer',
      '131,072 context or more',
      '1 day old or older',
      'Coding from 50',
      'First 10 only',
    ])
  })
  it('name authors', () => {
    const names = new Map([['openai', 'OpenAI']])
    const query: PageQuery = { model_authors: ['nobody', 'openai'] }
    expect(activeFilters(query, names).map(({ text }) => text)).toEqual(['By nobody', 'By OpenAI'])
    expect(droppableFilters(query, names).map(({ text }) => text)).toEqual(['By nobody or OpenAI'])
  })
  it('remove one word of a list, or the whole list', () => {
    expect(activeFilters({ model_authors: ['openai', 'qwen'] })[0]?.patch).toEqual({ model_authors: ['qwen'] })
    expect(activeFilters({ model_authors: ['openai'] })[0]?.patch).toEqual({ model_authors: undefined })
    expect(toggleWord({ arch: ['gpt'] }, 'arch', 'Claude')).toEqual({ arch: ['claude', 'gpt'] })
  })
  it('name what is excluded, one by one', () => {
    const query: PageQuery = { exclude: ['alias', 'batch'], open_weights: true, favourites: true, group: true }
    expect(texts(query)).toEqual(['Favourites only', 'Open weights', 'No aliases', 'No batch variants'])
    const patches = activeFilters(query).map(({ patch }) => patch)
    expect(patches).toEqual([
      { favourites: undefined },
      { open_weights: undefined },
      { exclude: ['batch'] },
      { exclude: ['alias'] },
    ])
    expect(JSON.parse(JSON.stringify({ ...query, ...withoutFilters(query) }))).toEqual({ group: true })
  })
  it('do not include search text, sorting and fields', () => {
    expect(texts({ q: 'gpt', sort: 'newest', fields: ['id'] })).toEqual([])
  })
  it('are all cleared with the search text, but not the sorting', () => {
    const query: PageQuery = { q: 'x', sort: 'newest', min_price: '1', input_modalities: ['image', 'text'], offset: 10 }
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
  it('match the query', () => {
    expect(resultsOf(view, { context: 200_000 }, { now })).toEqual({ positions: [1, 2], total: 2 })
    expect(resultsOf(view, { q: 'beta' }, { now })).toEqual({ positions: [2], total: 1 })
    expect(resultsOf(view, { limit: 1, offset: 1 }, { now })).toEqual({ positions: [1], total: 3 })
  })
  it('suggest single filters to remove when empty, most models first', () => {
    const drops = dropsOf(view, { free: true, context: 200_000 }, { now })
    expect(drops.map(({ text, count }) => [text, count])).toEqual([
      ['Free', 2],
      ['200K context or more', 1],
    ])
  })
  it('treat alternatives as one filter, and search text and page as others', () => {
    expect(
      dropsOf(view, { model_authors: ['gamma', 'nobody'] }, { now }).map(({ text, count }) => [text, count]),
    ).toEqual([['By gamma or nobody', 3]])
    expect(dropsOf(view, { q: 'zzzzqqq' }, { now }).map(({ text }) => text)).toEqual(['Search “zzzzqqq”'])
    expect(dropsOf(view, { offset: 100 }, { now }).map(({ count }) => count)).toEqual([3])
    expect(dropsOf(view, { free: true, context: 200_000, model_authors: ['gamma'] }, { now })).toEqual([])
  })
  it('are only favourites on request, in the order of the list', () => {
    const favourites = new Set(['beta/large', 'acme/small', 'acme/gone'])
    expect(resultsOf(view, { favourites: true }, { now, favourites })).toEqual({ positions: [0, 2], total: 2 })
    expect(resultsOf(view, { favourites: true, sort: 'context-high-to-low' }, { now, favourites }).positions).toEqual([
      2, 0,
    ])
    expect(resultsOf(view, { favourites: true, free: true }, { now, favourites })).toEqual({ positions: [0], total: 1 })
    expect(resultsOf(view, { favourites: true }, { now })).toEqual({ positions: [], total: 0 })
    expect(resultsOf(view, {}, { now, favourites }).total).toBe(3)
    expect(dropsOf(view, { favourites: true, q: 'large', free: true }, { now, favourites })).toMatchObject([
      { text: 'Search “large”', count: 1 },
      { text: 'Free', count: 1 },
    ])
    expect(dropsOf(view, { favourites: true }, { now }).map(({ text, count }) => [text, count])).toEqual([
      ['Favourites only', 3],
    ])
  })
  it('list every filter that can be removed', () => {
    const query: PageQuery = { q: 'x', free: true, supported_parameters: ['a', 'b'], arch: ['gpt'] }
    expect(droppableFilters(query).map(({ key }) => key)).toEqual([
      'q',
      'free',
      'supported_parameters=a',
      'supported_parameters=b',
      'arch',
    ])
  })
})

describe('advice on an empty list', () => {
  it.each<[PageQuery, number, RegExp]>([
    [{}, 0, /no models/],
    [{ removed: true }, 0, /No model has been removed/],
    [{ removed: true, free: true }, 0, /No removed model/],
    [{ favourites: true }, 1, /no favourites/i],
    [{ free: true }, 1, /Remove this filter/],
    [{ free: true, q: 'x' }, 1, /Remove this filter/],
    [{ free: true, q: 'x' }, 2, /Remove one of these filters/],
    [{ free: true, q: 'x' }, 0, /more than one filter/],
  ])('%j with %d helpful removals', (query, drops, text) => expect(emptyAdvice(query, drops)).toMatch(text))
  it.each<PageQuery>([
    {},
    { removed: true },
    { free: true },
    { q: 'x' },
    { favourites: true },
    { limit: 1, offset: 9 },
  ])('never speaks of several filters when there is one at most: %j', (query) => {
    for (const drops of [0, 1]) expect(emptyAdvice(query, drops)).not.toMatch(/these filters|single|more than one/)
  })
})

describe('sorting by cost', () => {
  const workload = { inputTokens: 1000, cachedTokens: 0, outputTokens: 1000, calls: 1 }
  const priced = (id: string, prompt: string, completion: string) => makeModel({ id, pricing: { prompt, completion } })
  const models = [
    priced('a/dynamic', '-1', '-1'),
    priced('a/dear', '0.00001', '0.00001'),
    makeModel({ id: 'a/none', pricing: undefined }),
    priced('a/cheap', '0.000002', '0.000001'),
    priced('a/same', '0.000001', '0.000002'),
  ]
  it('depends on the workload, with unknown costs last in both directions', () => {
    const all = [...models.keys()]
    expect(sortByCost(models, all, workload, 'cost-low-to-high', now)).toEqual([3, 4, 1, 0, 2])
    expect(sortByCost(models, all, workload, 'cost-high-to-low', now)).toEqual([1, 3, 4, 0, 2])
    expect(sortByCost(models, all, { ...workload, outputTokens: 0 }, 'cost-low-to-high', now)).toEqual([4, 3, 1, 0, 2])
  })
  it('applies to the matching models, and comes before grouping', () => {
    const one = createCatalogueView(models)
    const options = { now, workload }
    expect(resultsOf(one, { sort: 'cost-high-to-low', max_price: '5' }, options)).toEqual({
      positions: [3, 4],
      total: 2,
    })
    expect(resultsOf(one, { sort: 'cost-low-to-high', group: true }, options).positions).toEqual([3, 4, 1, 0, 2])
  })
})

describe('grouping', () => {
  const models = ['a/x:batch', 'b/y', '~a/latest', 'a/x', 'b/y:free', 'c/lone:free', 'a/x:free', '~d/gone'].map((id) =>
    makeModel({ id, ...(id === '~a/latest' && { alias_target: { slug: 'a/x', name: 'X' } }) }),
  )
  const ids = (positions: readonly number[]) => positions.map((position) => models[position]?.id)
  it('puts variants and aliases after their model, at its place', () =>
    expect(ids(groupVariants(models, [...models.keys()]))).toEqual([
      'b/y',
      'b/y:free',
      'a/x',
      'a/x:batch',
      '~a/latest',
      'a/x:free',
      'c/lone:free',
      '~d/gone',
    ]))
  it('keeps variants whose model is not listed at their place', () =>
    expect(ids(groupVariants(models, [6, 1, 0]))).toEqual(['a/x:free', 'a/x:batch', 'b/y']))
  it('loses no model', () => expect(new Set(groupVariants(models, [...models.keys()]))).toEqual(new Set(models.keys())))
  it('knows the model of each entry', () =>
    expect(models.map((model) => baseIdOf(model))).toEqual([
      'a/x',
      'b/y',
      'a/x',
      'a/x',
      'b/y',
      'c/lone',
      'a/x',
      '~d/gone',
    ]))
})

describe('counts', () => {
  it('are the results of each choice', () => {
    const counts = countFilters(view, { context: 200_000 }, { now })
    expect(counts).toMatchObject({ total: 2, free: 0, contexts: [3, 2, 2, 2], ages: [0, 0, 1, 1], expiring: 1 })
    expect(counts.authors).toEqual([
      { value: 'acme', count: 1 },
      { value: 'beta', count: 1 },
    ])
  })
  it('respect favourites', () => {
    const counts = countFilters(view, { favourites: true }, { now, favourites: new Set(['acme/large']) })
    expect(counts).toMatchObject({ total: 1, free: 0, contexts: [1, 1, 1, 1], openWeights: 0 })
  })
  it('include what each exclusion leaves', () => {
    const variants = createCatalogueView(
      ['a/x', 'a/x:batch', 'a/y:batch', 'a/x:free', '~a/latest'].map((id) =>
        makeModel({
          id,
          hugging_face_id: id === 'a/x' ? 'a/weights' : '',
          benchmarks: { artificial_analysis: { intelligence_index: id === 'a/x' ? 45 : null } },
        }),
      ),
    )
    expect(countFilters(variants, {}, { now })).toMatchObject({
      exclude: { batch: 3, free: 4, alias: 4 },
      openWeights: 1,
      intelligence: [1, 1, 1, 0],
    })
    expect(countFilters(variants, { exclude: ['batch'] }, { now }).exclude).toEqual({ batch: 3, free: 2, alias: 2 })
  })
  it('respect the search text', () => {
    expect(countFilters(view, { q: 'beta', limit: 1, sort: 'newest' }, { now })).toMatchObject({
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
  ])('parses the price %j as %j', (input, value) => expect(parsePrice(input)).toEqual({ value }))
  it.each(['$5', '1,5', '-1', '1e3', '.5', '5.', 'five', '1'.repeat(21)])('rejects the price %j', (input) =>
    expect(parsePrice(input)).toHaveProperty('problem'),
  )
  it('reject crossed bounds, by exact comparison', () => {
    expect(parseBound('2', 'min', '1.99')).toHaveProperty('problem', 'Above the maximum of $1.99.')
    expect(parseBound('1', 'max', '1.000000000000000001')).toHaveProperty(
      'problem',
      'Below the minimum of $1.000000000000000001.',
    )
    expect(parseBound('1', 'max', '1')).toEqual({ value: '1' })
    expect(parseBound('', 'max', '1')).toEqual({ value: undefined })
  })
  it.each([
    ['128000', 128_000],
    ['128k', 128_000],
    ['1M', 1_000_000],
    ['131,072', 131_072],
    ['', undefined],
  ])('parses %j tokens as %j', (input, value) => expect(parseTokens(input)).toEqual({ value }))
  it.each(['0', '-1', '1.5', 'many', '9999999999', '9000M'])('rejects %j tokens', (input) =>
    expect(parseTokens(input)).toHaveProperty('problem'),
  )
})
