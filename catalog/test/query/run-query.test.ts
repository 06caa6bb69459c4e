import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { createQueryIndex } from '../../src/query/query-index.js'
import type { ListQuery } from '../../src/query/list-query.js'
import { type QueryResult, runQuery } from '../../src/query/run-query.js'
import {
  answerPlainly,
  arbitraryCatalogue,
  arbitraryFilter,
  arbitrarySort,
  matchesPlainly,
  NOW,
  SORTS,
} from '../helpers/list-queries.js'
import { makeModel, makeModels } from '../helpers/make-model.js'

function run(models: readonly Model[], query: ListQuery, found?: readonly number[]): QueryResult {
  return runQuery(createQueryIndex(models), query, { now: NOW, ...(found && { search: { search: () => [...found] } }) })
}

const idsOf = (models: readonly Model[], query: ListQuery, found?: readonly number[]): string[] =>
  run(models, query, found).positions.map((position) => models[position]?.id ?? 'no such position')

const ids = (models: readonly Model[]): string[] => models.map(({ id }) => id)

const priced = (prices: Record<string, Record<string, string> | undefined>): Model[] =>
  Object.entries(prices).map(([name, pricing]) => makeModel({ id: `acme/${name}`, pricing }))

describe('runQuery', () => {
  it('agrees with a plain filter and stable sort for any catalogue and query', () => {
    fc.assert(
      fc.property(arbitraryCatalogue, arbitraryFilter, arbitrarySort, (models, filter, sort) => {
        const query = { ...filter, ...(sort && { sort }) }
        const expected = ids(answerPlainly(models, query, NOW))
        expect(idsOf(models, query)).toEqual(expected)
        expect(run(models, query)).toMatchObject({ total: expected.length, nextOffset: null })
      }),
      { numRuns: 200 },
    )
  })

  it('splits the list into pages without gaps', () => {
    fc.assert(
      fc.property(
        arbitraryCatalogue,
        arbitraryFilter,
        arbitrarySort,
        fc.integer({ min: 1, max: 40 }),
        (models, filter, sort, limit) => {
          const query = { ...filter, ...(sort && { sort }) }
          const index = createQueryIndex(models)
          const whole = runQuery(index, query, { now: NOW })
          const pages: number[] = []
          for (let offset: number | null = 0; offset !== null;) {
            const page: QueryResult = runQuery(index, { ...query, limit, offset }, { now: NOW })
            expect(page.total).toBe(whole.total)
            expect(page.positions.length).toBe(Math.min(limit, whole.total - offset))
            pages.push(...page.positions)
            offset = page.nextOffset
          }
          expect(pages).toEqual(whole.positions)
        },
      ),
    )
  })

  it('returns an empty page beyond the end, and 500 models if only offset is given', () => {
    const models = makeModels(601)
    expect(run(models, { limit: 10, offset: 5000 })).toStrictEqual({ positions: [], total: 601, nextOffset: null })
    expect(run(models, { sort: 'newest', limit: 10, offset: 5000 })).toStrictEqual({
      positions: [],
      total: 601,
      nextOffset: null,
    })
    expect(run(models, { offset: 1 })).toMatchObject({ nextOffset: 501, total: 601 })
    expect(run(models, { offset: 1 }).positions).toHaveLength(500)
    expect(run(models, {}).positions).toHaveLength(601)
    expect(run(models, { limit: 600, offset: 1 }).nextOffset).toBeNull()
  })

  it('handles an empty catalogue', () => {
    for (const sort of SORTS)
      expect(run([], { sort, free: true, max_price: '1', limit: 5 })).toStrictEqual({
        positions: [],
        total: 0,
        nextOffset: null,
      })
  })

  it('requires all parameters and inputs, but any output, author or tokenizer', () => {
    const models = [
      makeModel({
        id: 'acme/both',
        supported_parameters: ['tools', 'seed'],
        architecture: { input_modalities: ['text', 'image'], output_modalities: ['image'], tokenizer: 'GPT' },
      }),
      makeModel({
        id: '~other/one',
        supported_parameters: ['tools'],
        architecture: { input_modalities: ['text'], output_modalities: ['text'], tokenizer: 'Llama3' },
      }),
    ]
    expect(idsOf(models, { supported_parameters: ['seed', 'tools'] })).toEqual(['acme/both'])
    expect(idsOf(models, { input_modalities: ['image', 'text'] })).toEqual(['acme/both'])
    expect(idsOf(models, { output_modalities: ['image', 'text'] })).toHaveLength(2)
    expect(idsOf(models, { model_authors: ['other'] })).toEqual(['~other/one'])
    expect(idsOf(models, { arch: ['gpt', 'llama3'] })).toHaveLength(2)
    expect(idsOf(models, { arch: ['gpt'] })).toEqual(['acme/both'])
    expect(idsOf(models, { model_authors: ['nobody'] })).toEqual([])
  })

  it('finds rare values among many models', () => {
    const models = makeModels(200).map((model, at) => ({
      ...model,
      supported_parameters: at % 70 === 3 ? ['rare', 'tools', 'rare'] : at === 4 ? ['rare'] : ['tools'],
    }))
    expect(run(models, { supported_parameters: ['rare'] }).positions).toEqual([3, 4, 73, 143])
    expect(run(models, { supported_parameters: ['rare', 'tools'] }).positions).toEqual([3, 73, 143])
    expect(
      run(models, { supported_parameters: ['tools', 'rare'], ids: ['acme/model-73', 'acme/model-74'] }).positions,
    ).toEqual([73])
  })

  it('compares prices exactly, inclusive', () => {
    const models = priced({
      cheap: { prompt: '0.000001', completion: '0' },
      hair: { prompt: '0.00000100000000000000001', completion: '0' },
      alike: { prompt: '0.0000010', completion: '0' },
    })
    expect(idsOf(models, { max_price: '1' })).toEqual(['acme/cheap', 'acme/alike'])
    expect(idsOf(models, { min_price: '1.00000000000000001' })).toEqual(['acme/hair'])
    expect(idsOf(models, { min_price: '1', max_price: '1.00000000000000001' })).toHaveLength(3)
    expect(idsOf(models, { min_price: '1.000000000000000001', max_price: '1.000000000000000009' })).toEqual([])
  })

  it('excludes dynamic and unknown prices from ranges, and sorts them last in both directions', () => {
    const models = priced({
      dynamic: { prompt: '-1', completion: '-1' },
      half: { prompt: '0.000001' },
      none: undefined,
      dear: { prompt: '0.00002', completion: '0.00004' },
      cheap: { prompt: '0.000002', completion: '0' },
      mixed: { prompt: '0', completion: '0.000002' },
    })
    expect(idsOf(models, { min_price: '0' })).toEqual(['acme/half', 'acme/dear', 'acme/cheap', 'acme/mixed'])
    expect(idsOf(models, { max_output_price: '100' })).toEqual(['acme/dear', 'acme/cheap', 'acme/mixed'])
    const unpriced = ['acme/dynamic', 'acme/half', 'acme/none']
    expect(idsOf(models, { sort: 'pricing-low-to-high' })).toEqual([
      'acme/cheap',
      'acme/mixed',
      'acme/dear',
      ...unpriced,
    ])
    expect(idsOf(models, { sort: 'pricing-high-to-low' })).toEqual([
      'acme/dear',
      'acme/cheap',
      'acme/mixed',
      ...unpriced,
    ])
  })

  it('treats models that are not billed by token like those with dynamic prices', () => {
    const output = (modality: string) => ({
      architecture: { input_modalities: ['text'], output_modalities: [modality] },
    })
    const zero = { prompt: '0', completion: '0' }
    const models = [
      makeModel({ id: 'acme/image', pricing: { ...zero, image_output: '0.03' }, ...output('image') }),
      makeModel({ id: 'acme/video', pricing: zero, ...output('video') }),
      makeModel({ id: 'acme/rerank', pricing: { prompt: '0' }, ...output('rerank') }),
      makeModel({ id: 'acme/dear', pricing: { prompt: '0.00002', completion: '0.00004' }, ...output('image') }),
      makeModel({ id: 'acme/embedding', pricing: { prompt: '0.0000001', completion: '0' }, ...output('embeddings') }),
      makeModel({ id: 'acme/image:free', pricing: zero, ...output('image') }),
      makeModel({ id: 'acme/zero', pricing: zero, ...output('text') }),
    ]
    const other = ['acme/image', 'acme/video', 'acme/rerank']
    const cheap = ['acme/image:free', 'acme/zero']
    expect(idsOf(models, { sort: 'pricing-low-to-high' })).toEqual([...cheap, 'acme/embedding', 'acme/dear', ...other])
    expect(idsOf(models, { sort: 'pricing-high-to-low' })).toEqual(['acme/dear', 'acme/embedding', ...cheap, ...other])
    expect(idsOf(models, { max_price: '0' })).toEqual(cheap)
    expect(idsOf(models, { min_price: '0' })).toEqual(['acme/dear', 'acme/embedding', ...cheap])
    expect(idsOf(models, { max_output_price: '0' })).toEqual(['acme/embedding', ...cheap])
  })

  it('sorts by one price, in both directions, with unknown and dynamic ones last', () => {
    const models = priced({
      dynamic: { prompt: '-1', completion: '-1', input_cache_read: '-1' },
      none: undefined,
      dear: { prompt: '0.00002', completion: '0.00001', input_cache_read: '0.000002' },
      cheap: { prompt: '0.000002', completion: '0.00002', input_cache_read: '0' },
      plain: { prompt: '0.00001', completion: '0.00004' },
    })
    const unpriced = ['acme/dynamic', 'acme/none']
    expect(idsOf(models, { sort: 'input-price-low-to-high' })).toEqual([
      'acme/cheap',
      'acme/plain',
      'acme/dear',
      ...unpriced,
    ])
    expect(idsOf(models, { sort: 'input-price-high-to-low' })).toEqual([
      'acme/dear',
      'acme/plain',
      'acme/cheap',
      ...unpriced,
    ])
    expect(idsOf(models, { sort: 'output-price-high-to-low' })).toEqual([
      'acme/plain',
      'acme/cheap',
      'acme/dear',
      ...unpriced,
    ])
    expect(idsOf(models, { sort: 'cached-price-low-to-high' })).toEqual([
      'acme/cheap',
      'acme/dear',
      ...unpriced,
      'acme/plain',
    ])
    expect(idsOf(models, { sort: 'cached-price-high-to-low' }).slice(0, 2)).toEqual(['acme/dear', 'acme/cheap'])
  })

  it('sorts by name without regard to case and surrounding spaces', () => {
    const names = { c: 'Zeta', a: ' acme: B ', b: 'Acme: C', d: 'acme: a' }
    const models = Object.entries(names).map(([slug, name]) => makeModel({ id: `acme/${slug}`, name }))
    expect(idsOf(models, { sort: 'name-a-to-z' })).toEqual(['acme/d', 'acme/a', 'acme/b', 'acme/c'])
    expect(idsOf(models, { sort: 'name-z-to-a' })).toEqual(['acme/c', 'acme/b', 'acme/a', 'acme/d'])
  })

  it('excludes variants and aliases, and nothing else', () => {
    const all = ['acme/a', 'acme/a:batch', 'acme/a:free', 'acme/a:thinking', '~acme/latest', 'acme/free', 'acme/batch']
    const models = all.map((id) => makeModel({ id }))
    const left = (exclude: ListQuery['exclude']) => idsOf(models, { exclude })
    expect(left(['batch'])).toEqual(all.filter((id) => id !== 'acme/a:batch'))
    expect(left(['free'])).toEqual(all.filter((id) => id !== 'acme/a:free'))
    expect(left(['alias'])).toEqual(all.filter((id) => id !== '~acme/latest'))
    expect(left(['alias', 'batch', 'free'])).toEqual(['acme/a', 'acme/a:thinking', 'acme/free', 'acme/batch'])
    expect(left(undefined)).toEqual(all)
  })

  it('finds models with open weights by their id on Hugging Face', () => {
    const models = Object.entries({ open: 'acme/w', empty: '', blank: ' ', none: null, absent: undefined }).map(
      ([name, id]) => makeModel({ id: `acme/${name}`, hugging_face_id: id }),
    )
    expect(idsOf(models, { open_weights: true })).toEqual(['acme/open'])
  })

  it('counts age in whole days', () => {
    const second = NOW / 1000
    const models = [
      makeModel({ id: 'acme/week', created: second - 7 * 86_400 }),
      makeModel({ id: 'acme/almost', created: second - 7 * 86_400 + 1 }),
      makeModel({ id: 'acme/more', created: second - 8 * 86_400 + 1 }),
      makeModel({ id: 'acme/eight', created: second - 8 * 86_400 }),
      makeModel({ id: 'acme/tomorrow', created: second + 86_400 }),
      makeModel({ id: 'acme/undated', created: undefined }),
    ]
    expect(idsOf(models, { min_age_days: 7, max_age_days: 7 })).toEqual(['acme/week', 'acme/more'])
    expect(idsOf(models, { max_age_days: 0 })).toEqual(['acme/tomorrow'])
    expect(idsOf(models, { min_age_days: 0 })).toHaveLength(5)
    expect(idsOf(models, { sort: 'newest' })).toEqual([
      'acme/tomorrow',
      'acme/almost',
      'acme/week',
      'acme/more',
      'acme/eight',
      'acme/undated',
    ])
  })

  it('counts days to the expiry date, neither past ones nor 2098-12-31', () => {
    const dates = {
      past: '2026-08-10',
      today: '2026-08-22',
      month: '2026-09-21',
      later: '2026-09-22',
      yesterday: '2026-08-21T23:59:00Z',
      tonight: '2026-08-22T23:59:00Z',
      never: '2098-12-31',
      none: null,
      absent: undefined,
      odd: 'soon',
    }
    const models = Object.entries(dates).map(([name, date]) => makeModel({ id: `acme/${name}`, expiration_date: date }))
    expect(idsOf(models, { expiring_days: 30 })).toEqual(['acme/today', 'acme/month', 'acme/tonight'])
    expect(idsOf(models, { expiring_days: 0 })).toEqual(['acme/today', 'acme/tonight'])
    expect(idsOf(models, { expiring_days: 100_000 })).toHaveLength(4)
  })

  it('finds models whose price has been unchanged for at least so many days', () => {
    const models = makeModels(4)
    const daysUnchanged = new Map([
      ['acme/model-0', 29],
      ['acme/model-1', 30],
      ['acme/model-3', 400],
      ['acme/gone', 400],
    ])
    const found = (query: ListQuery) => runQuery(createQueryIndex(models), query, { now: NOW, daysUnchanged }).positions
    expect(found({ unchanged_days: 30 })).toEqual([1, 3])
    expect(found({ unchanged_days: 30, ids: ['acme/model-3', 'acme/model-2'] })).toEqual([3])
    expect(found({})).toEqual([0, 1, 2, 3])
    expect(() => run(models, { unchanged_days: 30 })).toThrow('needs the history')
  })

  it('treats context as a minimum, and 0 or null as missing', () => {
    const models = [0, null, undefined, 8000, 200_000].map((context, at) =>
      makeModel({ id: `acme/m${at}`, context_length: context }),
    )
    expect(idsOf(models, { context: 1 })).toEqual(['acme/m3', 'acme/m4'])
    expect(idsOf(models, { context: 8001 })).toEqual(['acme/m4'])
    expect(idsOf(models, { sort: 'context-high-to-low' })).toEqual([
      'acme/m4',
      'acme/m3',
      'acme/m0',
      'acme/m1',
      'acme/m2',
    ])
  })

  it('sorts by the best arena, and an index of zero before a missing one', () => {
    const models = [
      makeModel({ id: 'acme/none' }),
      makeModel({ id: 'acme/zero', benchmarks: { artificial_analysis: { coding_index: 0 } } }),
      makeModel({
        id: 'acme/two',
        benchmarks: { design_arena: [{ elo: 1000 }, { elo: 1400 }], artificial_analysis: { coding_index: null } },
      }),
      makeModel({ id: 'acme/one', benchmarks: { design_arena: [{ elo: 1300 }, {}] } }),
    ]
    expect(idsOf(models, { sort: 'design-arena-elo-high-to-low' })).toEqual([
      'acme/two',
      'acme/one',
      'acme/none',
      'acme/zero',
    ])
    expect(idsOf(models, { sort: 'coding-high-to-low' })).toEqual(['acme/zero', 'acme/none', 'acme/two', 'acme/one'])
    expect(idsOf(models, { max_coding_index: 0 })).toEqual(['acme/zero'])
  })

  it('returns ids in the given order, reports missing ones, and applies other filters', () => {
    const models = [...makeModels(40), makeModel({ id: 'acme/x:free', created: 5 })]
    const query = { ids: ['acme/x:free', 'acme/gone', 'acme/x:free', 'acme/model-3', 'acme/model-1'] }
    expect(idsOf(models, query)).toEqual(['acme/x:free', 'acme/model-3', 'acme/model-1'])
    expect(run(models, query)).toMatchObject({ total: 3, missingIds: ['acme/gone'] })
    expect(run(models, { ...query, free: true })).toMatchObject({
      positions: [40],
      total: 1,
      missingIds: ['acme/gone'],
    })
    expect(idsOf(models, { ...query, sort: 'newest' })).toEqual(['acme/model-1', 'acme/model-3', 'acme/x:free'])
    expect(idsOf(models, { ...query, limit: 1, offset: 1 })).toEqual(['acme/model-3'])
    expect(run(models, {})).not.toHaveProperty('missingIds')
  })

  it('returns ids with routing suffixes, the exact id first', () => {
    const models = [makeModel({ id: 'acme/a' }), makeModel({ id: 'acme/a:nitro' }), makeModel({ id: 'acme/b:free' })]
    const query = { ids: ['acme/b:free:online', 'acme/a:nitro', 'acme/a:exacto', 'acme/a', 'acme/c:floor'] }
    expect(idsOf(models, query)).toEqual(['acme/b:free', 'acme/a:nitro', 'acme/a'])
    expect(run(models, query)).toMatchObject({ missingIds: ['acme/c:floor'] })
  })

  it('sorts by relevance unless a sort order is given', () => {
    const models = makeModels(5).map((model, at) => ({ ...model, created: at }))
    const found = [3, 0, 4]
    expect(run(models, { q: 'x' }, found)).toMatchObject({ positions: [3, 0, 4], total: 3 })
    expect(run(models, { q: 'x', limit: 1, offset: 1 }, found)).toMatchObject({
      positions: [0],
      total: 3,
      nextOffset: 2,
    })
    expect(run(models, { q: 'x', sort: 'newest' }, found).positions).toEqual([4, 3, 0])
    expect(run(models, { q: 'x', ids: ['acme/model-4', 'acme/model-3', 'acme/model-1'] }, found).positions).toEqual([
      4, 3,
    ])
    expect(run(models, { q: 'x', model_authors: ['nobody'] }, found).positions).toEqual([])
    expect(run(models, { q: 'x' }, []).positions).toEqual([])
  })

  it('filters and sorts search results', () => {
    fc.assert(
      fc.property(arbitraryCatalogue, arbitraryFilter, fc.array(fc.nat(149)), (models, filter, wanted) => {
        const found = [...new Set(wanted)].filter((position) => position < models.length)
        const expected = found
          .flatMap((position) => models[position] ?? [])
          .filter((model) => matchesPlainly(model, filter, NOW))
        expect(idsOf(models, { ...filter, q: 'x' }, found)).toEqual(ids(expected))
      }),
    )
  })

  it('can be limited to some positions, which keep the order', () => {
    const models = makeModels(50).map((model, at) => ({ ...model, created: at }))
    const options = { now: NOW, among: Uint32Array.from([40, 3, 7]) }
    const index = createQueryIndex(models)
    expect(runQuery(index, {}, options)).toMatchObject({ positions: [3, 7, 40], total: 3 })
    expect(runQuery(index, { sort: 'newest' }, options).positions).toEqual([40, 7, 3])
    expect(runQuery(index, {}, { now: NOW, among: new Uint32Array() }).total).toBe(0)
  })

  it('throws if there is a q without a search index', () => {
    expect(() => run(makeModels(1), { q: 'x' })).toThrow(/search/)
  })
})
