import { describe, expect, it } from 'vitest'
import { timelineOf } from '../../src/cost/price-timeline.js'
import { genaiModel } from '../../src/export/genai-prices.js'
import { langfuseModels } from '../../src/export/langfuse.js'
import { omittedPricesHeader } from '../../src/export/omissions.js'
import { pricePeriods, type PriceSources } from '../../src/export/price-periods.js'
import type { Model } from '../../src/model/model.js'

type Pricing = Model['pricing']
type States = [time: string, pricing: Pricing | null][]

const basic = { prompt: '0.000001', completion: '0.000004' }
const dear = { prompt: '0.000002', completion: '0.000004' }

function timelines(histories: Record<string, States>, outputs = ['text']): PriceSources {
  const found = new Map(
    Object.entries(histories).map(([id, states]) => {
      const read = states.map(([time, pricing]) => ({
        observedAt: Date.parse(time),
        model: pricing === null ? null : { id, name: id, pricing, architecture: { output_modalities: outputs } },
      }))
      return [id, timelineOf(read)!]
    }),
  )
  return { timelines: found, overlay: null }
}

const at = (time: string): number => Date.parse(time)
const once = (pricing: Pricing, outputs?: string[]) =>
  timelines({ 'a/b': [['2026-01-01T00:00:00Z', pricing]] }, outputs)
const genaiPrices = (pricing: Pricing, outputs?: string[]) =>
  genaiModel('a/b', once(pricing, outputs)).entries[0]?.prices
const omitted = (pricing: Pricing, outputs?: string[]) =>
  [genaiModel, langfuseModels].map((model) => model('a/b', once(pricing, outputs)).omitted)

describe('the periods of a price', () => {
  it('begin before the first observation, continue after a removal, and end only where the price changes', () => {
    const known = timelines({
      'a/b': [
        ['2026-01-01T00:00:00Z', basic],
        ['2026-01-02T00:00:00Z', { ...basic, prompt: '0.0000010' }],
        ['2026-01-03T00:00:00Z', null],
        ['2026-01-04T00:00:00Z', basic],
        ['2026-01-05T00:00:00Z', dear],
      ],
    })
    expect(pricePeriods('a/b', known).map(({ from, model }) => [from, model.pricing])).toEqual([
      [null, basic],
      [at('2026-01-05T00:00:00Z'), dear],
    ])
    expect(pricePeriods('a/unknown', known)).toEqual([])
  })

  it('of an id with a routing suffix are those of the model without it, while the id was not listed', () => {
    const known = timelines({
      'a/b': [['2026-01-01T00:00:00Z', basic]],
      'a/b:nitro': [
        ['2026-01-02T00:00:00Z', dear],
        ['2026-01-03T00:00:00Z', null],
      ],
    })
    expect(pricePeriods('a/b:nitro', known).map(({ from, model }) => [from, model.pricing])).toEqual([
      [null, basic],
      [at('2026-01-02T00:00:00Z'), dear],
      [at('2026-01-03T00:00:00Z'), basic],
    ])
    expect(langfuseModels('a/b', known).entries[0]!.matchPattern).toBe('^a/b(?::(?:floor|online|exacto))?$')
    expect(langfuseModels('a/b:nitro', known).entries[0]!.matchPattern).toBe('^a/b:nitro$')
  })

  it('of a schedule are one, however often its windows change', () => {
    const overrides = [
      { utc_start: 0, utc_end: 1_200, prompt: '0.000001' },
      { utc_start: 1_200, utc_end: 2_400, prompt: '0.000002' },
    ]
    const known = timelines({
      'a/b': [
        ['2026-01-01T00:00:00Z', { ...basic, overrides }],
        ['2026-01-01T12:00:00Z', { ...dear, overrides }],
      ],
    })
    expect(genaiModel('a/b', known)).toEqual({ entries: [], omitted: ['time_window'] })
  })
})

describe('the prices for genai-prices', () => {
  it('are in USD per million tokens, exactly, without those that it derives itself', () => {
    expect(
      genaiPrices({
        ...basic,
        prompt: '0.00000007',
        input_cache_read: '0',
        internal_reasoning: '0.000004',
        audio: '0',
      }),
    ).toEqual({ input_mtok: 0.07, output_mtok: 4 })
  })

  it('have tiers only where a price moves', () => {
    const overrides = [
      { min_prompt_tokens: 500, prompt: '0.000003' },
      { min_prompt_tokens: 200, prompt: '0.000002', completion: '0.000004' },
    ]
    // The later override wins: above 500 tokens, too.
    expect(genaiPrices({ ...basic, input_cache_read: '0.0000001', overrides })).toEqual({
      input_mtok: { base: 1, tiers: [{ start: 200, price: 2 }] },
      cache_read_mtok: 0.1,
      output_mtok: 4,
    })
  })

  it('are zero for a free model', () => {
    expect(genaiPrices({ prompt: '0', completion: '0' })).toEqual({ input_mtok: 0, output_mtok: 0 })
  })

  it('leave out a model of which one price cannot be expressed, since the others would apply then', () => {
    const known = timelines({
      'a/b': [
        ['2026-01-01T00:00:00Z', basic],
        ['2026-01-02T00:00:00Z', { prompt: '-1', completion: '-1' }],
        ['2026-01-03T00:00:00Z', dear],
      ],
    })
    expect(genaiModel('a/b', known)).toEqual({
      entries: [],
      omitted: ['near_omitted', 'dynamic_price', 'near_omitted'],
    })
  })

  it('mark a model that is no longer listed', () => {
    const [removed] = genaiModel(
      'a/b',
      timelines({
        'a/b': [
          ['2026-01-01T00:00:00Z', basic],
          ['2026-02-01T00:00:00Z', null],
        ],
      }),
    ).entries
    expect(removed).toMatchObject({ id: 'a/b', deprecated: true })
    expect(genaiModel('a/b', once(basic)).entries[0]).not.toHaveProperty('deprecated')
  })

  it('leave out ids that it would confuse or refuse', () => {
    expect(genaiModel('a/b', once(basic), () => true)).toEqual({ entries: [], omitted: ['ambiguous_id'] })
    const id = `a/${'b'.repeat(99)}`
    expect(genaiModel(id, timelines({ [id]: [['2026-01-01T00:00:00Z', basic]] })).omitted).toEqual(['long_id'])
  })
})

describe('the definitions for Langfuse', () => {
  it('have the same keys in every tier, and the highest bound first', () => {
    const overrides = [
      { min_prompt_tokens: 200, prompt: '0.000002' },
      { min_prompt_tokens: 500, prompt: '0.000003' },
    ]
    const [{ pricingTiers } = { pricingTiers: [] }] = langfuseModels('a/b', once({ ...basic, overrides })).entries
    expect(
      pricingTiers.map(({ priority, conditions, prices }) => [priority, conditions[0]?.value, prices['input']]),
    ).toEqual([
      [0, undefined, 0.000001],
      [1, 500, 0.000003],
      [2, 200, 0.000002],
    ])
    expect(new Set(pricingTiers.map(({ prices }) => Object.keys(prices).join())).size).toBe(1)
    expect(new Set(pricingTiers.map(({ name }) => name)).size).toBe(3)
  })

  it('escape what has a meaning in a pattern', () => {
    const id = '~a.b/c+d@e-1.5'
    const known = timelines({ [id]: [['2026-01-01T00:00:00Z', basic]] })
    const { matchPattern } = langfuseModels(id, known).entries[0]!
    expect(matchPattern).toBe(String.raw`^(?:~a\.b/c\+d@e-1\.5|a\.b/c\+d@e-1\.5)(?::(?:nitro|floor|online|exacto))?$`)
    expect([id, 'a.b/c+d@e-1.5:nitro', 'aXb/c+d@e-1.5'].map((name) => new RegExp(matchPattern).test(name))).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('what is left out', () => {
  it('has a reason', () => {
    expect(omitted({ completion: '0.1' })).toEqual([['unknown_price'], ['unknown_price']])
    expect(omitted({ ...basic, input_cache_read: '-1' })).toEqual([['dynamic_price'], ['dynamic_price']])
    expect(omitted({ prompt: '0', completion: '0' }, ['text', 'audio'])).toEqual([
      ['not_billed_by_token'],
      ['not_billed_by_token'],
    ])
    expect(omitted({ ...basic, request: '0.01' })).toEqual([[], ['request_price']])
    const overrides = [{ min_prompt_tokens: 200, request: '0.02' }]
    expect(omitted({ ...basic, request: '0.01', overrides })).toEqual([['request_price'], ['request_price']])
    expect(omitted({ ...basic, image: '0.01', web_search: '0.01' })).toEqual([
      ['image_price'],
      ['image_price', 'web_search_price'],
    ])
  })

  it('is counted', () => {
    expect(
      omittedPricesHeader([
        { entries: [], omitted: ['time_window', 'dynamic_price'] },
        { entries: [1], omitted: ['image_price'] },
        { entries: [1], omitted: ['dynamic_price'] },
      ]),
    ).toBe('total=4, models=1, dynamic_price=2, time_window=1, image_price=1')
    expect(omittedPricesHeader([])).toBe('total=0, models=0')
  })
})
