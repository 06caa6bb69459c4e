import { describe, expect, it } from 'vitest'
import { movedAtLeast, pricePercent } from '../../src/price/percent-change.js'

describe('pricePercent', () => {
  it.each([
    ['a fall', 'pricing.prompt', '0.0000025', '0.000002', -20],
    ['a rise', 'pricing.completion', '0.0000088', '0.0000115', 30.68],
    ['to nothing', 'pricing.prompt', '0.0000007', '0', -100],
    ['a hundredfold', 'pricing.image', '0.00001', '0.001', 9900],
    [
      'a price that floats cannot hold',
      'pricing.input_cache_write',
      '0.00000008333333333333334',
      '0.00000008333333333333333',
      0,
    ],
    ['the same, written otherwise', 'pricing.prompt', '0.10', '0.1', 0],
    ['halves away from zero, above', 'pricing.prompt', '0.8', '0.80004', 0.01],
    ['halves away from zero, below', 'pricing.prompt', '0.8', '0.79996', -0.01],
  ])('%s', (_, field, before, after, percent) => {
    expect(pricePercent(field, before, after)).toBe(percent)
  })

  it.each<[string, string | null, unknown, unknown]>([
    ['a price that was zero', 'pricing.prompt', '0', '0.5'],
    ['a secondary price that was not published', 'pricing.image', null, '0.5'],
    ['a secondary price that is no longer published', 'pricing.input_cache_read', '0.5', null],
    ['a secondary price that is no longer there', 'pricing.input_cache_read', '0.5', undefined],
    ['a primary price that was not known', 'pricing.prompt', null, '0.5'],
    ['a primary price that is not known', 'pricing.prompt', '0.5', null],
    ['a price that was dynamic', 'pricing.prompt', '-1', '0.5'],
    ['a price that is dynamic', 'pricing.image', '0.5', '-1'],
    ['a discount, which is a number', 'pricing.discount', 0.25, 0.5],
    ['a schedule', 'pricing.overrides', [], [{ utc_start: 0 }]],
    ['a context', 'context_length', 8000, 16_000],
    ['a name of digits', 'name', '1', '2'],
    ['a model that came', null, null, { name: 'One' }],
    ['a text of a thousand digits', 'pricing.prompt', '1'.repeat(1000), '1'],
  ])('is null for %s', (_, field, before, after) => {
    expect(pricePercent(field, before, after)).toBeNull()
    expect(movedAtLeast(0, field, before, after)).toBe(false)
  })

  it('movedAtLeast compares exactly, in both directions, without rounding', () => {
    expect(movedAtLeast(20, 'pricing.prompt', '0.0000025', '0.000002')).toBe(true)
    expect(movedAtLeast(20, 'pricing.prompt', '0.000002', '0.0000024')).toBe(true)
    expect(movedAtLeast(5, 'pricing.prompt', '1', '1.04999')).toBe(false)
    expect(pricePercent('pricing.prompt', '1', '1.04999')).toBe(5)
    expect(movedAtLeast(0, 'pricing.prompt', '0.10', '0.1')).toBe(true)
  })
})
