import { describe, expect, it } from 'vitest'
import { changeText } from '../../src/changes/change-text.js'
import { PRICE_KEYS } from '../../src/model/price-format.js'
import { OTHER_UNITS, TOKEN_UNITS } from '../../src/price/units.js'

const nothing = { field: null, before: null, after: null, percent: null, flapping: null, removed_at: null }
const text = (change: Partial<Parameters<typeof changeText>[0]> & Pick<Parameters<typeof changeText>[0], 'kind'>) =>
  changeText({ ...nothing, ...change })

describe('changeText', () => {
  it.each([
    [{ kind: 'model_added', after: { name: 'x' } }, 'is new'],
    [{ kind: 'model_removed', before: { name: 'x' } }, 'was removed'],
    [{ kind: 'model_returned', removed_at: '2026-03-01T12:00:00.000Z' }, 'is back; it was removed on 1 Mar 2026'],
    [
      { kind: 'price_changed', field: 'pricing.prompt', before: '0.0000025', after: '0.000002', percent: -20 },
      'price of input tokens fell 20 %: $2.50 → $2.00 per million',
    ],
    [
      { kind: 'price_changed', field: 'pricing.completion', before: '0', after: '0.0000000001' },
      'price of output tokens changed: $0.00 → $0.0001 per million',
    ],
    [
      { kind: 'price_changed', field: 'pricing.prompt', before: '-1', after: null },
      'price of input tokens is no longer published; it was dynamic',
    ],
    [
      { kind: 'price_changed', field: 'pricing.request', before: null, after: '0.005' },
      'price per request is now published: $0.005',
    ],
    [
      { kind: 'price_changed', field: 'pricing.input_cache_read', before: '0.000000175', after: null },
      'price of cached input tokens is no longer published; it was $0.175 per million',
    ],
    [
      { kind: 'price_changed', field: 'pricing.input_cache_read', before: null, after: '0.00000125' },
      'price of cached input tokens is now published: $1.25 per million',
    ],
    [
      { kind: 'price_changed', field: 'pricing.prompt', before: '0.0000025', after: null },
      'price of input tokens is no longer published; it was $2.50 per million',
    ],
    [
      { kind: 'price_changed', field: 'pricing.image', before: null, after: '-1' },
      'price per image is now published: dynamic',
    ],
    [
      {
        kind: 'price_changed',
        field: 'pricing.image',
        before: null,
        after: null,
        flapping: { times: 2, since: '2026-03-01T12:00:00.000Z', values: [null, '0.002'] },
      },
      'price per image alternates between not published and $0.002',
    ],
    [
      { kind: 'price_changed', field: 'pricing.overrides', before: null, after: [{}] },
      'price tiers or time windows changed',
    ],
    [
      {
        kind: 'price_changed',
        field: 'pricing.prompt',
        before: '0.000001',
        after: '0.000001',
        flapping: { times: 2, since: '2026-03-01T12:00:00.000Z', values: ['0.000001', '0.000002'] },
      },
      'price of input tokens alternates between $1.00 and $2.00 per million',
    ],
    [
      { kind: 'context_changed', field: 'context_length', before: 128_000, after: 200_000 },
      'context changed: 128,000 → 200,000',
    ],
    [
      {
        kind: 'capability_changed',
        field: 'supported_parameters',
        before: ['tools', 'seed'],
        after: ['tools', 'top_k'],
      },
      'supported parameters changed: + top_k, − seed',
    ],
    [
      { kind: 'context_changed', field: 'top_provider.max_completion_tokens', before: null, after: 16_000 },
      'max output changed: not published → 16,000',
    ],
    [
      { kind: 'price_changed', field: 'pricing.discount', before: null, after: '0.2' },
      'discount is now published: 20 %',
    ],
    [
      { kind: 'price_changed', field: 'pricing.discount', before: 0.2, after: undefined },
      'discount is no longer published; it was 20 %',
    ],
    [{ kind: 'price_changed', field: 'pricing.discount', before: 0.29, after: 0 }, 'discount changed: 29 % → 0 %'],
    [{ kind: 'renamed', field: 'name', before: 'Old', after: 'New' }, 'name changed: Old → New'],
    [{ kind: 'deprecation_announced', field: 'expiration_date', after: '2026-09-30' }, 'expires on 30 Sept 2026'],
    [{ kind: 'deprecation_announced', field: 'expiration_date', before: '2026-09-30' }, 'no longer expires'],
    [
      { kind: 'schema_changed', field: 'pricing.web_search', before: { models: 0 }, after: { models: 331 } },
      'the field pricing.web_search is now on 331 models; it was on 0',
    ],
  ] as const)('%j', (change, expected) => {
    expect(text(change as never)).toBe(expected)
  })

  it('has a unit for every known price', () => {
    expect(Object.keys({ ...TOKEN_UNITS, ...OTHER_UNITS }).toSorted()).toEqual([...PRICE_KEYS].toSorted())
  })
})
