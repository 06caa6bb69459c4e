import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { describe, expect, it } from 'vitest'
import { monthlyCost, monthlyUsd } from '../src/shared/cost/monthly-cost.js'
import { usdLabel } from '../src/shared/cost/usd.js'
import type { Workload } from '../src/shared/cost/workload.js'

const load = { inputTokens: 1000, cachedTokens: 0, outputTokens: 100, calls: 1000 }
const text = { input_modalities: ['text'], output_modalities: ['text'] }
const model = (pricing: Model['pricing'], more: Partial<Model> = {}): Model => ({
  id: 'a/b',
  name: 'A: B',
  architecture: text,
  ...(pricing && { pricing }),
  ...more,
})
const exact = (decimal: string) => {
  const price = parsePrice(decimal)
  if (price.kind !== 'known') throw new Error(decimal)
  return price.value
}
const now = Date.parse('2026-08-04T12:00:00Z')
const costOf = (of: Model, workload: Workload = load, at = now) => monthlyCost(of, workload, at)
const usd = (of: Model, workload: Workload = load) => {
  const { usd: full } = costOf(of, workload)
  expect(monthlyUsd(of, workload, now)).toEqual(full)
  return full?.toFixed() ?? null
}

describe('monthlyCost', () => {
  it('sums input, output and request prices exactly', () => {
    const cost = costOf(model({ prompt: '0.00000015', completion: '0.0000006', request: '0.005' }), load)
    expect(cost.usd?.toFixed()).toBe('5.21')
    expect(cost.parts?.map(({ kind, usd: part }) => [kind, part.toFixed()])).toEqual([
      ['input', '0.15'],
      ['output', '0.06'],
      ['request', '5'],
    ])
    expect(cost.perCall?.toFixed()).toBe('0.00521')
    expect(cost.reason).toBeNull()
    expect(usd(model({ prompt: '0.0000000000000000000000001', completion: '0' }))).toBe('0.0000000000000000001')
  })

  it('bills requests only, if tokens cost nothing', () => {
    expect(usd(model({ prompt: '0', completion: '0', request: '0.005' }))).toBe('5')
    expect(usd(model({ prompt: '0', completion: '0', image: '0.005' }))).toBeNull()
  })

  it('bills cached tokens at their own price', () => {
    expect(
      usd(model({ prompt: '0.000001', completion: '0', input_cache_read: '0.0000001' }), {
        ...load,
        cachedTokens: 400,
      }),
    ).toBe('0.64')
  })

  it('limits cached tokens to the input', () => {
    expect(
      usd(model({ prompt: '0.000001', completion: '0', input_cache_read: '0.0000001' }), {
        ...load,
        cachedTokens: 5000,
      }),
    ).toBe('0.1')
  })

  it('bills cached tokens as input without a separate price, and says so', () => {
    const cost = costOf(model({ prompt: '0.000001', completion: '0' }), { ...load, cachedTokens: 400 })
    expect(cost.usd?.toFixed()).toBe('1')
    expect(cost.notes.join()).toBe('No price for cached input tokens is published: billed at the price of input.')
  })

  it('is null with a reason when a required price is unknown or dynamic', () => {
    expect(costOf(model({ completion: '0' }), load)).toMatchObject({
      usd: null,
      parts: null,
      reason: 'The price of input tokens is not published.',
    })
    expect(costOf(model(undefined), load).reason).toBe('The price of input tokens is not published.')
    expect(costOf(model({ prompt: '0', completion: '-1' }), load).reason).toBe(
      'The price of output tokens depends on the model that a request is routed to.',
    )
    expect(costOf(model({ prompt: '0', completion: '0.1', request: '-1' }), load).reason).toContain('price of requests')
    expect(usd(model({ completion: '0.001' }), { ...load, inputTokens: 0 })).toBe('100')
  })

  describe('with tiers by prompt size', () => {
    const tiered = model({
      prompt: '0.000001',
      completion: '0.000002',
      overrides: [
        { min_prompt_tokens: 32_000, prompt: '0.000003' },
        { min_prompt_tokens: 128_000, prompt: '0.000005', completion: '0.00001' },
      ],
    })
    const of = (inputTokens: number) => costOf(tiered, { inputTokens, cachedTokens: 0, outputTokens: 1, calls: 1 })

    it('applies the base price up to the bound and the tier above it', () => {
      expect(of(32_000)).toMatchObject({ usd: exact('0.032002'), tier: null })
      expect(of(32_001)).toMatchObject({ usd: exact('0.096005'), tier: 32_000 })
    })
    it('applies the later of two tiers, key by key', () => {
      expect(of(200_000)).toMatchObject({ usd: exact('1.00001'), tier: 128_000 })
    })
  })

  it('uses the prices of the given time for all calls, and says so', () => {
    const timed = model({
      prompt: '0.000001',
      completion: '0',
      overrides: [{ utc_start: 100, utc_end: 400, prompt: '0.000009' }],
    })
    const night = costOf(timed, load, Date.parse('2026-08-04T01:30:00Z'))
    expect(night.usd?.toFixed()).toBe('9')
    expect(night.notes).toEqual(['Prices of this model vary by time: this uses those at 01:30 UTC for all calls.'])
    expect(costOf(timed, load, Date.parse('2026-08-04T12:00:00Z')).usd?.toFixed()).toBe('1')
    expect(costOf(model({ prompt: '0', completion: '0' })).notes).toEqual([])
  })

  it('costs what costOf says, times the calls', () => {
    const cached = model({ prompt: '0.000001', completion: '0.000002', input_cache_read: '0' })
    expect(usd(cached, { inputTokens: 1000, cachedTokens: 1000, outputTokens: 1, calls: 3 })).toBe('0.003006')
  })

  it('does not treat image models as free', () => {
    const images = { input_modalities: ['text'], output_modalities: ['image'] }
    expect(costOf(model({ prompt: '0', completion: '0' }, { architecture: images }), load).reason).toContain(
      'not billed by token',
    )
    expect(usd(model({ prompt: '0', completion: '0' }, { architecture: images, id: 'a/b:free' }))).toBe('0')
    expect(usd(model({ prompt: '0', completion: '0' }))).toBe('0')
    expect(
      costOf(
        model({ prompt: '0.001', completion: '0' }, { architecture: { output_modalities: ['text', 'image'] } }),
        load,
      ).notes.join(),
    ).toContain('Image output')
  })
})

it('does not treat a price per minute of speech as a token price', () => {
  const speech = { input_modalities: ['audio'], output_modalities: ['transcription'] }
  expect(costOf(model({ prompt: '0.1', completion: '0' }, { architecture: speech }), load).reason).toContain(
    'not billed by token',
  )
})

describe('usdLabel', () => {
  it.each([
    ['0', '$0'],
    ['1234567.891', '$1,234,567.89'],
    ['12', '$12.00'],
    ['0.5', '$0.50'],
    ['0.012345', '$0.01235'],
    ['0.0000000012', '$0.0000000012'],
  ])('formats %s as %s', (value, label) => {
    expect(usdLabel(exact(value))).toBe(label)
  })
})
