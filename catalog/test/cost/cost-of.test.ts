import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costOf, type Cost } from '../../src/cost/cost-of.js'
import { readUsage } from '../../src/cost/read-usage.js'
import { NO_USAGE, type Usage, type UsageCounts } from '../../src/cost/usage.js'
import type { Model } from '../../src/model/model.js'
import * as real from './real-usage.js'

type Pricing = NonNullable<Model['pricing']>

const noon = new Date('2026-08-22T12:00:00Z')
const at = (time: string): Date => new Date(`2026-08-22T${time}:00Z`)

const claude: Pricing = {
  prompt: '0.000003',
  completion: '0.000015',
  web_search: '0.01',
  input_cache_read: '0.0000003',
  input_cache_write: '0.00000375',
  input_cache_write_1h: '0.000006',
  overrides: [
    {
      min_prompt_tokens: 200_000,
      prompt: '0.000006',
      completion: '0.0000225',
      input_cache_read: '0.0000006',
      input_cache_write: '0.0000075',
      input_cache_write_1h: '0.000012',
    },
  ],
}

function model(pricing: Pricing | undefined, outputs = ['text']): Model {
  return { id: 'author/model', name: 'Model', pricing, architecture: { output_modalities: outputs } }
}

function price(pricing: Pricing | undefined, counts: Partial<UsageCounts>, when = noon): Cost {
  return costOf({ ...NO_USAGE, ...counts }, model(pricing), when)
}

const total = ({ cost }: Cost): string | null => cost?.toFixed() ?? null
const amounts = ({ parts }: Cost): unknown[] =>
  parts.map(({ kind, quantity, price_key, amount }) => [kind, quantity, price_key, amount.toFixed()])

describe('the cost of a call', () => {
  it('is exact, part by part', () => {
    const cost = costOf(readUsage(real.anthropic).usage, model(claude), noon)
    expect(amounts(cost)).toEqual([
      ['input', 2048, 'prompt', '0.006144'],
      ['cached_input', 1800, 'input_cache_read', '0.00054'],
      ['cache_write', 148, 'input_cache_write', '0.000555'],
      ['cache_write_1h', 100, 'input_cache_write_1h', '0.0006'],
      ['output', 503, 'completion', '0.007545'],
      ['web_search', 2, 'web_search', '0.02'],
    ])
    expect(total(cost)).toBe('0.035384')
    expect(cost.notes).toEqual([])
  })

  it('has no rounding error where floating point has', () => {
    expect(total(price({ prompt: '0.0000001', completion: '0' }, { promptTokens: 3 }))).toBe('0.0000003')
    const price25 = '0.00000000000000000000001'
    expect(total(price({ prompt: price25, completion: '0' }, { promptTokens: 9_007_199_254_740_991 }))).toBe(
      '0.00000009007199254740991',
    )
  })

  it('is zero when the model is free, and when nothing was used', () => {
    expect(total(price({ prompt: '0', completion: '0' }, { promptTokens: 100, completionTokens: 100 }))).toBe('0')
    expect(total(price(claude, {}))).toBe('0')
  })

  it('does not count a part twice', () => {
    const cost = price(
      {
        prompt: '0.01',
        completion: '0.1',
        audio: '0.02',
        audio_output: '0.2',
        internal_reasoning: '0.3',
        image_output: '0.5',
      },
      {
        promptTokens: 100,
        audioInputTokens: 30,
        completionTokens: 100,
        reasoningTokens: 10,
        audioOutputTokens: 20,
        imageOutputTokens: 5,
      },
    )
    expect(amounts(cost)).toEqual([
      ['input', 70, 'prompt', '0.7'],
      ['audio_input', 30, 'audio', '0.6'],
      ['output', 65, 'completion', '6.5'],
      ['reasoning', 10, 'internal_reasoning', '3'],
      ['audio_output', 20, 'audio_output', '4'],
      ['image_output', 5, 'image_output', '2.5'],
    ])
  })

  it('has cached audio, stated or implied', () => {
    const pricing = {
      prompt: '0.01',
      completion: '0',
      audio: '0.02',
      input_audio_cache: '0.001',
      input_cache_read: '0.002',
    }
    const counts = { promptTokens: 100, audioInputTokens: 60, cachedTokens: 60 }
    expect(amounts(price(pricing, { ...counts, cachedAudioTokens: 40 }))).toEqual([
      ['input', 20, 'prompt', '0.2'],
      ['cached_input', 20, 'input_cache_read', '0.04'],
      ['audio_input', 20, 'audio', '0.4'],
      ['cached_audio_input', 40, 'input_audio_cache', '0.04'],
    ])
    expect(amounts(price(pricing, counts)).map((part) => (part as unknown[])[0])).toContain('cached_audio_input')
  })
})

describe('a price that is not published', () => {
  const bare = { prompt: '0.01', completion: '0.1' }

  it('has the meaning of its kind, which a note says', () => {
    const cases: [Partial<UsageCounts>, string, string][] = [
      [{ promptTokens: 10, cachedTokens: 10 }, '0.1', 'cached input tokens'],
      [{ promptTokens: 10, cacheWriteTokens: 10 }, '0.1', 'cache writes'],
      [{ promptTokens: 10, cacheWrite1hTokens: 10 }, '0.1', 'one-hour cache writes'],
      [{ promptTokens: 10, audioInputTokens: 10 }, '0.1', 'audio input tokens'],
      [{ completionTokens: 10, reasoningTokens: 10 }, '1', 'reasoning tokens'],
      [{ completionTokens: 10, audioOutputTokens: 10 }, '1', 'audio output tokens'],
      [{ promptTokens: 10, images: 3 }, '0.1', 'input images'],
      [{ promptTokens: 10, webSearches: 3 }, '0.1', 'web searches'],
    ]
    for (const [counts, expected, unit] of cases) {
      const cost = price(bare, counts)
      expect(total(cost), unit).toBe(expected)
      expect(cost.notes, unit).toEqual([expect.stringContaining(`No price for ${unit} is published`)])
    }
  })

  it('has the five-minute price for one-hour cache writes, if there is one', () => {
    const cost = price({ ...bare, input_cache_write: '0.02' }, { promptTokens: 10, cacheWrite1hTokens: 10 })
    expect(amounts(cost)).toEqual([['cache_write_1h', 10, 'input_cache_write', '0.2']])
  })

  it('needs no note when nothing of it was used', () => {
    expect(price(bare, { promptTokens: 10, completionTokens: 10 }).notes).toEqual([])
  })

  it('is what zero beside a charged price stands for', () => {
    const zeros = { ...bare, input_cache_read: '0', input_cache_write: '0.0', internal_reasoning: '0' }
    const cost = price(zeros, { promptTokens: 10, cachedTokens: 4, completionTokens: 10, reasoningTokens: 5 })
    expect(total(cost)).toBe('1.1')
    expect(cost.notes).toHaveLength(2)
    expect(cost.notes[0]).toContain('is 0: billed at the price of `prompt`')
  })

  it('is what zero of a price that has no substitute stands for', () => {
    const zeros = { ...bare, request: '0', web_search: '0' }
    const cost = price(zeros, { promptTokens: 10, webSearches: 2 })
    expect(amounts(cost)).toEqual([['input', 10, 'prompt', '0.1']])
    expect(cost.notes).toEqual(['The published price for web searches is 0: not billed.'])
  })

  it('is zero when the price that it would have instead is zero', () => {
    const cost = price({ prompt: '0', completion: '0', input_cache_read: '0' }, { promptTokens: 10, cachedTokens: 4 })
    expect([total(cost), cost.notes]).toEqual(['0', []])
  })
})

describe('a cost that cannot be known', () => {
  const used = { promptTokens: 10, completionTokens: 10 }
  const failureOf = (cost: Cost) => [total(cost), cost.parts, cost.failure?.code]

  it('is null, never zero, without an input or output price', () => {
    for (const pricing of [{ prompt: '0.1' }, { completion: '0.1' }, { prompt: 'free', completion: '0.1' } as Pricing])
      expect(failureOf(price(pricing, used))).toEqual([null, [], 'unknown_price'])
  })

  it('is null when a price that is needed is dynamic', () => {
    expect(failureOf(price({ prompt: '-1', completion: '-1' }, used))).toEqual([null, [], 'dynamic_price'])
    const search = price({ prompt: '0.1', completion: '0.1', web_search: '-1' }, { ...used, webSearches: 1 })
    expect(failureOf(search)).toEqual([null, [], 'dynamic_price'])
    expect(total(price({ prompt: '0.1', completion: '0.1', web_search: '-1' }, used))).toBe('2')
  })

  it('is null for a model that is not billed by token', () => {
    for (const pricing of [
      undefined,
      {},
      { prompt: '0', completion: '0' },
      { prompt: '0', completion: '0', image: '0.1' },
    ])
      expect(failureOf(costOf({ ...NO_USAGE, ...used }, model(pricing, ['image']), noon))).toEqual([
        null,
        [],
        'not_billed_by_token',
      ])
  })

  it('is null for transcription that is billed by duration', () => {
    const whisper = model({ prompt: '0.006', completion: '0' }, ['transcription'])
    expect(failureOf(costOf({ ...NO_USAGE, ...used }, whisper, noon))).toEqual([null, [], 'not_billed_by_token'])
  })
})

describe('a tier by prompt size', () => {
  const input = (promptTokens: number, more: Partial<UsageCounts> = {}) => price(claude, { promptTokens, ...more })

  it('applies strictly above its bound, to all tokens of the call', () => {
    expect([input(200_000).tier, total(input(200_000))]).toEqual([null, '0.6'])
    expect([input(200_001).tier, total(input(200_001))]).toEqual([200_000, '1.200006'])
    expect(total(input(200_001, { completionTokens: 2 }))).toBe('1.200051')
  })

  it('is chosen by the whole prompt, with what was read from the cache and written to it', () => {
    const usage = {
      input_tokens: 1,
      cache_read_input_tokens: 100_000,
      cache_creation_input_tokens: 100_000,
      output_tokens: 0,
    }
    expect(costOf(readUsage(usage).usage, model(claude), noon).tier).toBe(200_000)
  })

  it('is the last of several that apply', () => {
    const pricing: Pricing = {
      prompt: '1',
      completion: '1',
      overrides: [
        { min_prompt_tokens: 10, prompt: '2' },
        { min_prompt_tokens: 20, prompt: '3' },
      ],
    }
    const prices = [10, 11, 20, 21].map((promptTokens) =>
      price(pricing, { promptTokens }).parts[0]?.unit_price.toFixed(),
    )
    expect(prices).toEqual(['1', '2', '2', '3'])
  })

  it('keeps the base price of a key that it does not have', () => {
    expect(
      amounts(
        price(
          { ...claude, overrides: [{ min_prompt_tokens: 1, prompt: '1' }] },
          { promptTokens: 2, completionTokens: 1 },
        ),
      ),
    ).toEqual([
      ['input', 2, 'prompt', '2'],
      ['output', 1, 'completion', '0.000015'],
    ])
  })

  it('has its own price of reasoning where that is the price of output', () => {
    const pricing: Pricing = {
      prompt: '1',
      completion: '5',
      internal_reasoning: '5.0',
      overrides: [{ min_prompt_tokens: 10, prompt: '2', completion: '7' }],
    }
    expect(amounts(price(pricing, { promptTokens: 11, completionTokens: 1, reasoningTokens: 1 })).at(-1)).toEqual([
      'reasoning',
      1,
      'internal_reasoning',
      '7',
    ])
    expect(
      amounts(
        price({ ...pricing, internal_reasoning: '3' }, { promptTokens: 11, completionTokens: 1, reasoningTokens: 1 }),
      ).at(-1),
    ).toEqual(['reasoning', 1, 'internal_reasoning', '3'])
  })

  it('is that of the mean prompt for the sum of several requests, which a note says', () => {
    expect(input(400_000, { requests: 2 }).tier).toBeNull()
    const cost = input(400_002, { requests: 2 })
    expect(cost.tier).toBe(200_000)
    expect(cost.notes).toContain('Prices depend on the size of each prompt: the mean of 2 requests is used.')
  })
})

describe('a time window', () => {
  const pricing: Pricing = {
    prompt: '9',
    completion: '9',
    overrides: [
      { utc_start: 1630, utc_end: 30, prompt: '1', completion: '1' },
      { utc_start: 30, utc_end: 1630, prompt: '2', completion: '2' },
    ],
  }
  const unitPrice = (time: string, of = pricing) =>
    price(of, { promptTokens: 1 }, at(time)).parts[0]?.unit_price.toFixed()

  it('applies by the time of the call in UTC, across midnight', () => {
    expect(['16:29', '16:30', '23:59', '00:00', '00:29', '00:30'].map((time) => unitPrice(time))).toEqual([
      '2',
      '1',
      '1',
      '1',
      '1',
      '2',
    ])
  })

  it('is reported', () => {
    expect(price(pricing, { promptTokens: 1 }, at('17:00')).window).toEqual({ utc_start: 1630, utc_end: 30 })
    expect(price(claude, { promptTokens: 1 }).window).toBeNull()
  })

  it('leaves the published price outside its schedule, which a note says', () => {
    const half = { ...pricing, overrides: pricing.overrides!.slice(0, 1) }
    expect(unitPrice('12:00', half)).toBe('9')
    expect(price(half, { promptTokens: 1 }, at('12:00')).notes).toEqual([
      expect.stringContaining('does not cover this time'),
    ])
  })

  it('is limited to its days', () => {
    const weekend: Pricing = { prompt: '9', completion: '9', overrides: [{ utc_days: ['Saturday'], prompt: '1' }] }
    expect(unitPrice('12:00', weekend)).toBe('1')
    expect(price(weekend, { promptTokens: 1 }, new Date('2026-08-21T12:00:00Z')).parts[0]?.unit_price.toFixed()).toBe(
      '9',
    )
  })

  it('combines with a tier: both conditions must hold', () => {
    const both: Pricing = {
      prompt: '1',
      completion: '1',
      overrides: [{ utc_start: 100, utc_end: 400, min_prompt_tokens: 10, prompt: '5' }],
    }
    const unit = (promptTokens: number, time: string) =>
      price(both, { promptTokens }, at(time)).parts[0]?.unit_price.toFixed()
    expect([unit(11, '01:00'), unit(10, '01:00'), unit(11, '04:00'), unit(11, '03:59')]).toEqual(['5', '1', '1', '5'])
  })
})

it('does not bill images by the price of a token', () => {
  const cost = price({ prompt: '0.1', completion: '0.1', image: '0.10' }, { promptTokens: 10, images: 3 })
  expect([total(cost), cost.notes]).toEqual([
    '1',
    ['The published price for input images is that of a token: not billed.'],
  ])
})

it('shows a discount and does not apply it', () => {
  const cost = price({ prompt: '0.1', completion: '0.1', discount: 0.25 }, { promptTokens: 10 })
  expect([total(cost), cost.notes]).toEqual(['1', ['Prices include a discount of 25 %.']])
})

it('charges a price per request', () => {
  const cost = price(
    { prompt: '0', completion: '0', request: '0.005' },
    { promptTokens: 10, completionTokens: 1, requests: 3 },
  )
  expect(amounts(cost).at(-1)).toEqual(['request', 3, 'request', '0.015'])
})

describe('properties', () => {
  const count = fc.nat(1_000_000)
  const usages = fc
    .record({ uncached: count, cached: count, written: count, text: count, reasoning: count, webSearches: fc.nat(9) })
    .map(({ uncached, cached, written, text, reasoning, webSearches }): Usage => ({
      ...NO_USAGE,
      promptTokens: uncached + cached + written,
      cachedTokens: cached,
      cacheWriteTokens: written,
      completionTokens: text + reasoning,
      reasoningTokens: reasoning,
      webSearches,
    }))
  const times = (usage: Usage, calls: number): Usage => ({
    ...usage,
    ...Object.fromEntries(
      Object.entries(usage).map(([key, value]) => [key, typeof value === 'number' ? value * calls : value]),
    ),
  })

  it('is linear in calls', () => {
    fc.assert(
      fc.property(usages, fc.integer({ min: 1, max: 1_000 }), (usage, calls) => {
        const [one, many] = [costOf(usage, model(claude), noon), costOf(times(usage, calls), model(claude), noon)]
        expect(many.cost?.toFixed()).toBe(one.cost?.times(calls).toFixed())
      }),
    )
  })

  it('bills every input token once, however its parts overlap', () => {
    const tokens = fc.nat(100)
    const counts = fc.record({
      promptTokens: tokens,
      cachedTokens: tokens,
      cacheWriteTokens: tokens,
      audioInputTokens: tokens,
    })
    const valid = counts.filter(
      (one) => one.cachedTokens + one.cacheWriteTokens <= one.promptTokens && one.audioInputTokens <= one.promptTokens,
    )
    const prices = { prompt: '1', completion: '1', audio: '2', input_cache_read: '3', input_cache_write: '4' }
    fc.assert(
      fc.property(valid, (one) => {
        const { parts } = price(prices, one)
        expect(parts.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(one.promptTokens)
        const cached = parts.filter(({ kind }) => kind === 'cached_input' || kind === 'cached_audio_input')
        expect(cached.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(one.cachedTokens)
      }),
    )
  })

  it('equals the sum of its parts, which cover every token once', () => {
    fc.assert(
      fc.property(usages, (usage) => {
        const { cost, parts } = costOf(usage, model(claude), noon)
        expect(parts.reduce((sum, { amount }) => sum.plus(amount), new Big(0)).eq(cost!)).toBe(true)
        const tokens = parts
          .filter(({ kind }) => kind !== 'web_search')
          .reduce((sum, { quantity }) => sum + quantity, 0)
        expect(tokens).toBe(usage.promptTokens + usage.completionTokens)
      }),
    )
  })
})
