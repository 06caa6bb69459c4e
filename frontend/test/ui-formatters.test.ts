import { describe, expect, it } from 'vitest'
import type { Model } from '@modelkeep/catalog/model/model'
import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { dateLabel, daysUntil } from '../src/shared/ui/dates.js'
import { modelPriceLabel, perMillionExact, perMillionNumber, priceLabel } from '../src/shared/ui/prices.js'
import { tokensLabel, tokensTitle } from '../src/shared/ui/tokens.js'
import { grouped } from '../src/shared/ui/digits.js'
import { capabilitiesOf } from '../src/shared/ui/capabilities.js'

describe('priceLabel', () => {
  it.each([
    ['0.00000015', '$0.15'],
    ['0.000003', '$3.00'],
    ['0.0000000375', '$0.0375'],
    ['0.00000004815', '$0.04815'],
    ['0.00000958083832335329', '$9.5808'],
    ['0.000000004', '$0.004'],
    ['0.0015', '$1,500'],
    ['0.00015', '$150.00'],
  ])('formats %s USD per token as %s per million', (value, text) =>
    expect(priceLabel(value, 'prompt')).toMatchObject({ text, kind: 'known' }),
  )

  it('keeps every digit in the title', () =>
    expect(priceLabel('0.00000958083832335329', 'completion').title).toBe(
      '$9.58083832335329 per million output tokens',
    ))
  it('formats other units', () =>
    expect(priceLabel('0.0048', 'image')).toEqual({
      text: '$0.0048 per image',
      title: '$0.0048 per image',
      kind: 'known',
    }))
  it('formats free prices', () =>
    expect(priceLabel('0', 'prompt')).toMatchObject({
      text: 'Free',
      kind: 'free',
      title: '$0 per million input tokens',
    }))
  it('treats minus zero as free', () => expect(priceLabel('-0', 'prompt').kind).toBe('free'))
  it('formats dynamic prices', () =>
    expect(priceLabel('-1', 'prompt')).toMatchObject({ text: 'varies', kind: 'dynamic' }))
  it('distinguishes unknown from absent prices', () => {
    expect(priceLabel('free', 'prompt')).toMatchObject({ text: '–', title: 'Unknown', kind: 'unknown' })
    expect(priceLabel(undefined, 'prompt')).toMatchObject({ text: '–', title: 'Not published', kind: 'unknown' })
    expect(priceLabel(undefined, 'input_cache_read')).toMatchObject({
      text: '–',
      title: 'Not published',
      kind: 'unknown',
    })
  })
})

describe('modelPriceLabel', () => {
  const model = (pricing: object, output: string): Model =>
    ({ id: 'a/b', name: 'B', pricing, architecture: { output_modalities: [output] } }) as Model
  it('labels only free models as free', () => {
    expect(modelPriceLabel(model({ prompt: '0', completion: '0' }, 'text'), 'prompt').text).toBe('Free')
    expect(
      modelPriceLabel(model({ prompt: '0', completion: '0', request: '1', image: '0' }, 'text'), 'image'),
    ).toMatchObject({
      text: '$0',
      kind: 'known',
    })
  })
  it('labels token prices of zero as none for a text model that is billed by request', () => {
    const pricing = { prompt: '0', completion: '0', request: '1' }
    expect(modelPriceLabel(model(pricing, 'text'), 'prompt')).toMatchObject({ text: '–', title: 'Not billed by token' })
    expect(modelPriceLabel(model(pricing, 'text'), 'request').text).toBe('$1.00 per request')
  })
  it.each(['image', 'video', 'rerank'])('labels token prices of zero as none for a model with %s output', (output) => {
    const label = { text: '–', title: 'Not billed by token', kind: 'unknown' }
    const pricing = { prompt: '0', completion: '0', image: '0.04' }
    expect(modelPriceLabel(model(pricing, output), 'prompt')).toEqual(label)
    expect(modelPriceLabel(model(pricing, output), 'completion')).toEqual(label)
    expect(modelPriceLabel(model(pricing, output), 'image').text).toBe('$0.04 per image')
  })
  it('does not treat a price per minute as a token price', () => {
    expect(modelPriceLabel(model({ prompt: '0.006', completion: '0' }, 'transcription'), 'prompt').text).toBe('$0.006*')
    expect(modelPriceLabel(model({ prompt: '0.0000025', completion: '0' }, 'transcription'), 'prompt').text).toBe(
      '$2.50',
    )
  })
  it('is unknown for models without prices', () =>
    expect(modelPriceLabel({ id: 'a/b', name: 'B' }, 'prompt').kind).toBe('unknown'))
})

it('converts prices to USD per million, as numbers and exactly', () => {
  expect(perMillionNumber('0.00000015')).toBe(0.15)
  expect(perMillionNumber('-1')).toBeNull()
  expect(perMillionExact('0.00000958083832335329')).toBe('9.58083832335329')
  expect(perMillionExact(undefined)).toBeNull()
})

it.each([
  [128_000, '128K'],
  [1_048_576, '1.05M'],
  [1_000_000, '1M'],
  [999_999, '1M'],
  [131_072, '131K'],
  [4096, '4.1K'],
  [512, '512'],
  [10_000_000, '10M'],
  [2_147_483_647, '2147M'],
  [0, '–'],
  [null, '–'],
])('formats %s tokens as %s', (tokens, text) => expect(tokensLabel(tokens)).toBe(text))

it('keeps the exact number of tokens', () => expect(tokensTitle(1_048_576)).toBe('1,048,576 tokens'))

describe('dates', () => {
  it('formats a time as a UTC day', () => expect(dateLabel(1_785_858_831)).toBe('4 Aug 2026'))
  it('formats an unknown time', () => expect(dateLabel(undefined)).toBe('–'))
  it('formats a day', () => expect(dayLabel('2026-08-10')).toBe('10 Aug 2026'))
  it.each([
    ['2026-08-10', 6],
    ['2026-08-04', 0],
    ['2026-08-01', -3],
    ['soon', null],
    [null, null],
  ])('counts days until %s: %s', (day, days) => expect(daysUntil(day, Date.UTC(2026, 7, 4, 15))).toBe(days))
})

it('derives capabilities from parameters', () => {
  expect(
    capabilitiesOf({ id: 'a/b', name: 'B', supported_parameters: ['reasoning', 'tools', 'response_format'] }),
  ).toEqual(['tools', 'reasoning'])
})

it('formats days and numbers as Intl does', () => {
  const intl = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  for (let month = 0; month < 12; month += 1) {
    const time = Date.UTC(2026, month, 3 * month + 1)
    expect(dateLabel(time / 1000)).toBe(intl.format(time))
  }
  for (const number of [0, 7, 999, 1000, 12_345, 999_999, 1_048_576, 10_000_000])
    expect(grouped(number)).toBe(number.toLocaleString('en'))
})
