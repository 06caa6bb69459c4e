import fc from 'fast-check'
import { Big } from 'big.js'
import { describe, expect, it } from 'vitest'
import { modelSchema } from '../../src/model/model.js'
import {
  isBilledByToken,
  isFree,
  isPrimaryPrice,
  parsePrice,
  perMillion,
  publication,
  samePrice,
} from '../../src/price/price.js'
import { PRICE_KEYS } from '../../src/model/price-format.js'
import { arbitraryPrice } from '../helpers/arbitrary-model.js'
import { makeModel } from '../helpers/make-model.js'

describe('parsePrice', () => {
  it('keeps every digit', () => {
    const price = parsePrice('0.0000000000000000000000001')
    expect(price.kind === 'known' && price.value.toFixed()).toBe('0.0000000000000000000000001')
  })

  it.each(['-1', '-1.0', '-2', '-0.000001', '-1000000'])('reads %j as dynamic, which has no number', (text) => {
    expect(parsePrice(text)).toEqual({ kind: 'dynamic' })
  })

  it.each(['-0', '0', '0.000', '-0.0'])('reads %j as zero', (text) => {
    const price = parsePrice(text)
    expect(price.kind === 'known' && price.value.valueOf()).toBe('0')
  })

  it.each([undefined, null, '', 'free', 'NaN', '1e-6', '-', '--1', ' 1', 0, 1, Number.NaN, {}, [], '9'.repeat(1000)])(
    'treats %j as unknown',
    (value) => {
      expect(parsePrice(value)).toEqual({ kind: 'unknown' })
    },
  )

  it('never throws or returns a negative price', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), arbitraryPrice), (value) => {
        const price = parsePrice(value)
        return price.kind !== 'known' || price.value.gte(0)
      }),
    )
  })

  it('accepts exactly what the schema accepts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.stringMatching(/^[-+]?[\d.e]{0,8}$/), arbitraryPrice), (prompt) => {
        return (
          modelSchema.safeParse(makeModel({ pricing: { prompt } })).success === (parsePrice(prompt).kind !== 'unknown')
        )
      }),
    )
  })
})

describe('samePrice', () => {
  it('compares decimals, not strings', () => {
    expect(samePrice('0.10', '0.1')).toBe(true)
    expect(samePrice('-0', '0')).toBe(true)
    expect(samePrice('0.1', '0.10000000000000000000000001')).toBe(false)
  })

  it.each([undefined, null])('treats %s as no price, never as zero', (absent) => {
    expect(samePrice(absent, '0')).toBe(false)
    expect(samePrice('0.00', absent)).toBe(false)
    expect(samePrice(absent, undefined)).toBe(true)
    expect(samePrice(absent, null)).toBe(true)
  })

  it('distinguishes dynamic from numbers and from unknown', () => {
    expect(samePrice('-1', '-1')).toBe(true)
    expect(samePrice('-1', '1')).toBe(false)
    expect(samePrice('-1', undefined)).toBe(false)
  })

  it('is symmetric and reflexive', () => {
    const value = fc.oneof(arbitraryPrice, fc.constantFrom(undefined, null, 'free', 5))
    fc.assert(fc.property(value, value, (a, b) => samePrice(a, b) === samePrice(b, a) && samePrice(a, a)))
  })
})

describe('publication', () => {
  it.each([
    [null, '0', 'published'],
    [undefined, '-1', 'published'],
    ['0.5', null, 'withdrawn'],
    ['0', undefined, 'withdrawn'],
    ['0', '0.5', null],
    [undefined, null, null],
    [null, [{ prompt: '1' }], null],
    [null, 0.25, null],
  ])('from %j to %j is %j', (before, after, expected) => {
    expect(publication(before, after)).toBe(expected)
  })
})

describe('perMillion', () => {
  it('is exact', () => {
    expect(perMillion(new Big('0.0000000000000000000000001')).toFixed()).toBe('0.0000000000000000001')
    expect(perMillion(new Big('0.00000125')).toFixed()).toBe('1.25')
  })
})

describe('PRICE_KEYS', () => {
  it('start with the primary prices', () => {
    expect(PRICE_KEYS.filter(isPrimaryPrice)).toEqual(['prompt', 'completion'])
    expect(PRICE_KEYS.slice(0, 2)).toEqual(['prompt', 'completion'])
  })
})

describe('isFree', () => {
  const free = (pricing: unknown, fields: Record<string, unknown> = {}): boolean =>
    isFree(makeModel({ pricing, ...fields }))
  const outputs = (...output_modalities: string[]) => ({ architecture: { output_modalities } })

  it('includes text models with zero prompt and completion prices', () => {
    expect(free({ prompt: '0', completion: '0' })).toBe(true)
    expect(free({ prompt: '0', completion: '-0', image: '0', request: '0.0' })).toBe(true)
    expect(free({ prompt: '0', completion: '0', discount: 0.5, note: 'hello' })).toBe(true)
  })

  it('excludes models with an unknown or dynamic prompt or completion price', () => {
    expect(free({ prompt: '0' })).toBe(false)
    expect(free({ completion: '0' })).toBe(false)
    expect(free({})).toBe(false)
    expect(free(undefined)).toBe(false)
    expect(free({ prompt: '-1', completion: '-1' })).toBe(false)
  })

  it('excludes models with any other price, including tiers and windows', () => {
    expect(free({ prompt: '0', completion: '0', request: '0.01' })).toBe(false)
    expect(free({ prompt: '0', completion: '0', per_song: '0.08' })).toBe(false)
    expect(free({ prompt: '0', completion: '0', image: '-1' })).toBe(false)
    expect(free({ prompt: '0', completion: '0', overrides: [{ min_prompt_tokens: 1000, prompt: '0.1' }] })).toBe(false)
    expect(free({ prompt: '0', completion: '0', overrides: [{ min_prompt_tokens: 1000, prompt: '0' }] })).toBe(true)
  })

  it('excludes image, video, rerank and song models', () => {
    for (const output of ['image', 'video', 'rerank', 'speech', 'embeddings'])
      expect(free({ prompt: '0', completion: '0' }, outputs(output))).toBe(false)
    expect(free({ prompt: '0', completion: '0' }, outputs('text', 'audio'))).toBe(false)
    expect(free({ prompt: '0', completion: '0' }, outputs())).toBe(false)
  })

  it('includes every id that ends in :free', () => {
    expect(free({ prompt: '0', completion: '0' }, { id: 'acme/voice:free', ...outputs('speech') })).toBe(true)
    expect(free(undefined, { id: 'acme/one:free' })).toBe(true)
    expect(free({ prompt: '1', completion: '1' }, { id: 'acme/one:freedom' })).toBe(false)
  })
})

describe('isBilledByToken', () => {
  const zero = { prompt: '0', completion: '0' }
  const text = ['text']

  it.each<[boolean, Record<string, unknown>, string[]]>([
    [true, zero, text],
    [true, { prompt: '0', completion: '0.1', request: '0.01' }, text],
    [true, { prompt: '-1', completion: '-1' }, text],
    [true, { prompt: '0.1' }, ['embeddings']],
    [true, { ...zero, overrides: [{ utc_start: 100, prompt: '0.1' }] }, text],
    [true, {}, text],
    [false, { ...zero, request: '0.01' }, text],
    [false, { ...zero, image: '0.01' }, text],
    [false, { ...zero, per_song: '0.08' }, text],
    [false, { ...zero, overrides: [{ min_prompt_tokens: 1000, request: '0.1' }] }, text],
    [false, { request: '0.01' }, text],
    [false, zero, []],
    [false, zero, ['text', 'audio']],
    [false, zero, ['rerank']],
    [false, { prompt: '0' }, ['embeddings']],
    [false, {}, ['video']],
  ])('is %s for %j and outputs %j', (expected, pricing, output_modalities) => {
    expect(isBilledByToken(makeModel({ pricing, architecture: { output_modalities } }))).toBe(expected)
    expect(isBilledByToken(makeModel({ id: 'a/b:free', pricing, architecture: { output_modalities } }))).toBe(true)
  })
})
