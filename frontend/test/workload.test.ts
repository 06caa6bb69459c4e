import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { describe, expect, it } from 'vitest'
import { defaultWorkload, monthlyCost, parseWorkload, usdLabel, workloadSearch } from '../src/shared/cost/workload.js'

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
const usd = (of: Model, workload = load) => monthlyCost(of, workload).usd?.toFixed() ?? null

describe('monthlyCost', () => {
  it('sums input, output and request prices exactly', () => {
    const cost = monthlyCost(model({ prompt: '0.00000015', completion: '0.0000006', request: '0.005' }), load)
    expect(cost.usd?.toFixed()).toBe('5.21')
    expect(cost.parts?.map(({ key, usd: part }) => [key, part.toFixed()])).toEqual([
      ['prompt', '0.15'],
      ['input_cache_read', '0'],
      ['completion', '0.06'],
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
    const cost = monthlyCost(model({ prompt: '0.000001', completion: '0' }), { ...load, cachedTokens: 400 })
    expect(cost.usd?.toFixed()).toBe('1')
    expect(cost.notes.join()).toContain('No separate cached input price')
  })

  it('is null with a reason when a required price is unknown or dynamic', () => {
    expect(monthlyCost(model({ completion: '0' }), load)).toMatchObject({
      usd: null,
      parts: null,
      reason: 'The input price is unknown.',
    })
    expect(monthlyCost(model(undefined), load).reason).toBe('The input price is unknown.')
    expect(monthlyCost(model({ prompt: '0', completion: '-1' }), load).reason).toBe(
      'The output price depends on the model the request is routed to.',
    )
    expect(monthlyCost(model({ prompt: '0', completion: '0.1', request: '-1' }), load).reason).toContain(
      'price per call',
    )
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
    const of = (inputTokens: number) => monthlyCost(tiered, { inputTokens, cachedTokens: 0, outputTokens: 1, calls: 1 })

    it('applies the base price up to the bound and the tier above it', () => {
      expect(of(32_000)).toMatchObject({ usd: exact('0.032002'), tier: null })
      expect(of(32_001)).toMatchObject({ usd: exact('0.096005'), tier: 32_000 })
    })
    it('applies the later of two tiers, key by key', () => {
      expect(of(200_000)).toMatchObject({ usd: exact('1.00001'), tier: 128_000 })
    })
  })

  it('ignores time windows and says that the price varies', () => {
    const cost = monthlyCost(
      model({ prompt: '0.000001', completion: '0', overrides: [{ utc_start: 100, utc_end: 400, prompt: '0.000009' }] }),
      load,
    )
    expect(cost.usd?.toFixed()).toBe('1')
    expect(cost.notes.join()).toContain('time of day')
  })

  it('does not treat image models as free', () => {
    const images = { input_modalities: ['text'], output_modalities: ['image'] }
    expect(monthlyCost(model({ prompt: '0', completion: '0' }, { architecture: images }), load).reason).toContain(
      'not billed by token',
    )
    expect(usd(model({ prompt: '0', completion: '0' }, { architecture: images, id: 'a/b:free' }))).toBe('0')
    expect(usd(model({ prompt: '0', completion: '0' }))).toBe('0')
    expect(
      monthlyCost(
        model({ prompt: '0.001', completion: '0' }, { architecture: { output_modalities: ['text', 'image'] } }),
        load,
      ).notes.join(),
    ).toContain('Image output')
  })
})

it('does not treat a price per minute of speech as a token price', () => {
  const speech = { input_modalities: ['audio'], output_modalities: ['transcription'] }
  expect(monthlyCost(model({ prompt: '0.1', completion: '0' }, { architecture: speech }), load).reason).toContain(
    'not billed by token',
  )
})

describe('a workload in the URL', () => {
  it('is read from in, cached, out and calls', () => {
    expect(parseWorkload({ in: '10', cached: '2', out: '3', calls: '4' })).toEqual({
      inputTokens: 10,
      cachedTokens: 2,
      outputTokens: 3,
      calls: 4,
    })
  })
  it('falls back to the default of each absent or invalid number', () => {
    expect(parseWorkload({ in: '-1', cached: 'x', out: '1e3', calls: '99999999999999' })).toEqual(defaultWorkload)
    expect(parseWorkload({ in: '0', cached: '0' })).toMatchObject({ inputTokens: 0, cachedTokens: 0 })
  })
  it('is written in full, except for the default', () => {
    const own = { inputTokens: 10, cachedTokens: 2, outputTokens: 3, calls: 4 }
    expect(workloadSearch(own)).toEqual({ in: '10', cached: '2', out: '3', calls: '4' })
    expect(workloadSearch(defaultWorkload)).toEqual({})
    expect(parseWorkload(workloadSearch(own))).toEqual(own)
  })
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
