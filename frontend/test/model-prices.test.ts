import { describe, expect, it } from 'vitest'
import { conditionText, roundTokens } from '../src/features/model/prices/override-conditions.js'
import { discountText, priceGroups } from '../src/features/model/prices/price-rows.js'

const at = (time: string) => new Date(`2026-11-21T${time}:00Z`) // a Saturday

describe('the conditions of an override', () => {
  it.each([
    [{ min_prompt_tokens: 200_000 }, 'Above 200K input tokens'],
    [{ min_prompt_tokens: 262_144 }, 'Above 262,144 input tokens'],
    [{ utc_start: 100, utc_end: 400 }, 'Daily 01:00–04:00 UTC'],
    [{ utc_start: 1630, utc_end: 30 }, 'Daily 16:30–00:30 UTC'],
    [{ utc_start: 0, utc_end: 2400 }, 'Daily 00:00–24:00 UTC'],
    [{ utc_days: ['saturday', 'sunday'] }, 'Saturday and Sunday (UTC)'],
    [{ utc_days: ['saturday'], utc_start: 900, utc_end: 1700 }, 'Saturday 09:00–17:00 UTC'],
    [{ min_prompt_tokens: 32_000, utc_start: 100, utc_end: 400 }, 'Above 32K input tokens, daily 01:00–04:00 UTC'],
    [{}, 'At all times'],
  ])('%j is %s', (override, text) => {
    expect(conditionText(override)).toBe(text)
  })

  it('abbreviate token counts only when exact', () => {
    expect([1_000_000, 1_048_576, 272_000, 500].map(roundTokens)).toEqual(['1M', '1,048,576', '272K', '500'])
  })
})

describe('the price table', () => {
  it('has every price with its unit, in display order', () => {
    const [base] = priceGroups(
      {
        web_search: '0.01',
        completion: '0.00001',
        prompt: '0.0000025',
        input_cache_read: '0.00000125',
        image: '0.0036',
      },
      at('12:00'),
    )
    expect(base?.title).toBeNull()
    expect(base?.rows.map(({ name, unit }) => [name, unit])).toEqual([
      ['Input', 'token'],
      ['Cached input', 'token'],
      ['Output', 'token'],
      ['Input image', 'image'],
      ['Web search', 'search'],
    ])
  })

  it('shows prices with unknown keys, without a unit', () => {
    const [base] = priceGroups({ prompt: '0', completion: '0', video_second: '0.1' }, at('12:00'))
    expect(base?.rows.at(-1)).toEqual({ key: 'video_second', name: 'video_second', unit: null, value: '0.1' })
  })

  it('has input and output even when unknown', () => {
    expect(priceGroups({}, at('12:00'))[0]?.rows.map(({ key, value }) => [key, value])).toEqual([
      ['prompt', undefined],
      ['completion', undefined],
    ])
  })

  it('is empty without prices', () => {
    expect(priceGroups(undefined, at('12:00'))).toEqual([])
  })

  it('lists tiers after the standard prices, with the keys they change', () => {
    const groups = priceGroups(
      { prompt: '0.000003', completion: '0.000015', overrides: [{ min_prompt_tokens: 200_000, prompt: '0.000006' }] },
      at('12:00'),
    )
    expect(groups.map(({ title, isNow, rows }) => [title, isNow, rows.map(({ key }) => key)])).toEqual([
      ['Standard', false, ['prompt', 'completion']],
      ['Above 200K input tokens', false, ['prompt']],
    ])
  })

  it('marks the current time window, and labels the base prices as current', () => {
    const overrides = [
      { utc_start: 1000, utc_end: 100, prompt: '0.00000022' },
      { utc_start: 100, utc_end: 1000, prompt: '0.00000044' },
    ]
    const groups = priceGroups({ prompt: '0.00000044', completion: '0', overrides }, at('04:30'))
    expect(groups.map(({ title, isNow }) => [title, isNow])).toEqual([
      ['Current', false],
      ['Daily 10:00–01:00 UTC', false],
      ['Daily 01:00–10:00 UTC', true],
    ])
  })

  it('formats discounts', () => {
    expect([0.2, 0.125, 1, 0, undefined].map(discountText)).toEqual(['20 %', '12.5 %', '100 %', null, null])
  })
})
