import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareTable, MAX_SUGGESTIONS, type Comparison } from '../../src/price-table/compare-table.js'
import { correctTable } from '../../src/price-table/correct-table.js'
import { readKnownDeviations } from '../../src/price-table/known-deviations.js'
import { needsAttention, type ComparedTable } from '../../src/price-table/price-findings.js'
import { byId, makeModel } from '../helpers/make-model.js'
import { readTable } from './read-table.js'

const image = { input_modalities: ['text'], output_modalities: ['image'] }
const windows = [
  { utc_start: 0, utc_end: 800, prompt: '0.000001', completion: '0.000003' },
  { utc_start: 800, utc_end: 2400, prompt: '0.000002', completion: '0.000003' },
]
const present = byId([
  makeModel({ id: 'openai/gpt-4o', pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0' } }),
  makeModel({ id: 'a/dynamic', pricing: { prompt: '-1', completion: '-1' } }),
  makeModel({ id: 'a/unknown', pricing: { completion: '0.000001' } }),
  makeModel({ id: 'a/painter', architecture: image, pricing: { prompt: '0', completion: '0', image: '0.04' } }),
  makeModel({ id: 'a/free', pricing: { prompt: '0', completion: '0' } }),
  makeModel({ id: 'a/windows', pricing: { prompt: '0.000002', completion: '0.000003', overrides: windows } }),
  makeModel({
    id: 'a/tiers',
    pricing: {
      prompt: '0.000001',
      completion: '0.000002',
      overrides: [{ min_prompt_tokens: 200_000, prompt: '0.000002' }],
    },
  }),
])
const removed = new Map([
  [
    'a/free-old',
    {
      ...makeModel({ id: 'a/free-old', pricing: { prompt: '0', completion: '0' } }),
      removed_at: '2026-05-01T00:00:00.000Z',
    },
  ],
])

function compare(
  text: string,
  { known = '[]', ...over }: Partial<Omit<Comparison, 'known'>> & { known?: string } = {},
): ComparedTable {
  return compareTable(readTable(text), { present, removed, prefix: null, known: readKnownDeviations(known), ...over })
}
const csv = (...rows: string[]): string => ['model,input_per_million,output_per_million', ...rows].join('\n')
const statuses = ({ prices }: ComparedTable): string[] => prices.map(({ status, field }) => `${field} ${status}`)

describe('a compared price', () => {
  it('is right if it is the same decimal, in any notation', () => {
    const compared = compare(csv('openai/gpt-4o,2.50,1.0e1'))
    expect(statuses(compared)).toEqual(['prompt right', 'completion right'])
    expect(needsAttention(compared)).toBe(false)
    const map = '{"openrouter/openai/gpt-4o":{"input_cost_per_token":2.5e-06,"output_cost_per_token":0.00001}}'
    expect(statuses(compare(map))).toEqual(['prompt right', 'completion right'])
  })
  it('is wrong by the smallest difference, with both values and the difference in percent', () => {
    const compared = compare(csv('openai/gpt-4o,2.5000000000000001,5'))
    expect(compared.prices).toMatchObject([
      { status: 'wrong', line: 2, value: '2.5000000000000001', catalogue: '2.5', percent: 0 },
      { status: 'wrong', value: '5', catalogue: '10', percent: -50, unit: 'per-million', column: 'output_per_million' },
    ])
    expect(needsAttention(compared)).toBe(true)
  })
  it('is never compared with a price that is dynamic, unknown, not billed by token or zero for none', () => {
    const compared = compare(csv('a/dynamic,0,-1', 'a/unknown,0,1', 'a/painter,0,0'))
    expect(compared.prices.map(({ status, reason }) => reason ?? status)).toEqual([
      'dynamic',
      'dynamic',
      'not_published',
      'right',
      'not_billed_by_token',
      'not_billed_by_token',
    ])
    const cached = compare('model,cached_per_million\nopenai/gpt-4o,1.25')
    expect(cached.prices).toMatchObject([{ status: 'not_comparable', reason: 'zero_for_none', catalogue: null }])
    expect(cached.corrections).toEqual([])
    expect(needsAttention(compared) || needsAttention(cached)).toBe(false)
  })
  it('needs attention if it is negative, not a number, or not zero for a free model', () => {
    const compared = compare(csv('openai/gpt-4o,-1,n/a', 'a/free,0,1'))
    expect(compared.prices).toMatchObject([
      { status: 'wrong', percent: null },
      { status: 'unreadable', problem: expect.stringContaining('is not a number') },
      { status: 'right' },
      { status: 'wrong', catalogue: '0', percent: null },
    ])
  })
  it('may be that of any time of the day, and is otherwise wrong without a correction', () => {
    const compared = compare(csv('a/windows,1,3', 'a/windows,2,3', 'a/windows,4,4'))
    expect(statuses(compared)).toEqual([
      'prompt right',
      'completion right',
      'prompt right',
      'completion right',
      'prompt wrong',
      'completion wrong',
    ])
    expect(compared.prices[4]).toMatchObject({ catalogue: null, windows: ['2', '1'], percent: null })
    expect(compared.corrections.map(({ text }) => text)).toEqual(['3'])
    expect(compared.with_windows).toBe(3)
  })
  it('is the base price of a model with tiers', () => {
    expect(compare(csv('a/tiers,1,2'))).toMatchObject({
      with_tiers: 1,
      prices: [{ status: 'right' }, { status: 'right' }],
    })
  })
  it('is that of the model without a suffix for routing, or not comparable', () => {
    expect(compare(csv('openai/gpt-4o:nitro,2.5,11'))).toMatchObject({
      prices: [
        { id: 'openai/gpt-4o', status: 'right' },
        { status: 'not_comparable', reason: 'other_route', catalogue: '10' },
      ],
      corrections: [],
    })
  })
})

describe('the models of a price table', () => {
  it('are missing if they were removed, with the day and a replacement, or never listed, with similar ids', () => {
    expect(compare(csv('a/free-old,0,0', 'gpt-4o,1,1', 'openai/gpt-4p,1,1')).missing).toEqual([
      { status: 'missing', line: 2, model: 'a/free-old', removed_at: '2026-05-01T00:00:00.000Z', near: ['a/free'] },
      { status: 'missing', line: 3, model: 'gpt-4o', removed_at: null, near: ['openai/gpt-4o'] },
      { status: 'missing', line: 4, model: 'openai/gpt-4p', removed_at: null, near: ['openai/gpt-4o'] },
    ])
    expect(compare(csv('a/free-old,0,0'), { removed: null }).missing).toMatchObject([
      { removed_at: null, near: ['a/free'] },
    ])
  })
  it('have similar ids only for the first, since finding them takes time', () => {
    const { missing } = compare(csv(...Array.from({ length: MAX_SUGGESTIONS + 1 }, () => 'gpt-4o,1,1')))
    expect(missing.map(({ near }) => near.length)).toEqual([...Array<number>(MAX_SUGGESTIONS).fill(1), 0])
  })
  it('of other providers in a LiteLLM map are skipped and counted', () => {
    const row = '{"input_cost_per_token":2.5e-06}'
    const own = '{"input_cost_per_token":2.5e-06,"litellm_provider":"openrouter"}'
    const map = `{"gpt-4o":${row},"openrouter/openai/gpt-4o":${row},"openai/gpt-4o":${own},"sample_spec":{"x":1}}`
    expect(compare(map)).toMatchObject({ skipped: 2, missing: [], prices: [{ status: 'right' }, { status: 'right' }] })
    expect(compare(map, { prefix: '' }).missing).toMatchObject([{ model: 'gpt-4o' }])
  })
  it('are those with a named prefix', () => {
    const compared = compare(csv('or:openai/gpt-4o,2.5,10', 'openai/gpt-4o,1,1'), { prefix: 'or:' })
    expect(compared).toMatchObject({ skipped: 1, prices: [{ status: 'right' }, { status: 'right' }] })
  })
  it('are counted if they have no price, and reported if they have several rows', () => {
    expect(compare(csv('openai/gpt-4o,2.5,', 'a/free,,', 'openai/gpt-4o,,10'))).toMatchObject({
      without_prices: 1,
      duplicates: [{ model: 'openai/gpt-4o', lines: [2, 4] }],
    })
  })
  it.each([
    [csv('openai/gpt-4o,,'), null, 'no row has a price'],
    [csv(), null, 'no row has a price'],
    [
      '{"gpt-4o":{"input_cost_per_token":1}}',
      null,
      'no id starts with "openrouter/"; if the keys are ids of OpenRouter without it, give --price-prefix \'\'',
    ],
    [csv('openai/gpt-4o,1,1'), 'x/', 'none of the 1 rows with prices is compared: no id starts with "x/"'],
  ])('must not be none: %j', (text, prefix, message) => expect(() => compare(text, { prefix })).toThrow(message))
})

describe('a known deviation', () => {
  const pinned = (pin: object, row = 'openai/gpt-4o,2.4,10'): ComparedTable =>
    compare(csv(row), { known: JSON.stringify([pin]) })
  const pin = { model: 'openai/gpt-4o', field: 'prompt', value: 2.4, note: 'our contract' }
  it.each([[pin], [{ ...pin, value: '2.40' }], [{ ...pin, catalogue: 2.5 }]])('%j needs no attention', (one) => {
    const compared = pinned(one)
    expect(statuses(compared)).toEqual(['prompt known', 'completion right'])
    expect(compared).toMatchObject({ unneeded: [], corrections: [] })
    expect(needsAttention(compared)).toBe(false)
  })
  it.each([
    [{ ...pin, value: 2.3 }, 'the value in the table is now 2.4'],
    [{ ...pin, catalogue: 2.6 }, 'the price of the catalogue is now 2.5'],
  ])('%j no longer applies', (one, message) => {
    const compared = pinned(one)
    expect(statuses(compared)[0]).toBe('prompt wrong')
    expect(compared.unneeded).toEqual([{ line: 1, model: 'openai/gpt-4o', field: 'prompt', message }])
  })
  it.each([
    [pin, 'openai/gpt-4o,2.5,10', 'the price is that of the catalogue'],
    [pin, 'a/free,0,0', 'the table has no such row or price'],
    [{ ...pin, model: 'a/dynamic' }, 'a/dynamic,2.4,1', 'the catalogue has no price to deviate from'],
    [{ model: 'a/free', missing: true }, 'a/free,0,0', 'the catalogue has the model'],
  ])('%j is no longer needed for %s', (one, row, message) => {
    const compared = pinned(one, row)
    expect(compared.unneeded).toMatchObject([{ message }])
    expect(needsAttention(compared)).toBe(false)
  })
  it('allows a missing model', () => {
    const compared = pinned({ model: 'a/private', missing: true }, 'a/private,1,1')
    expect(compared.missing).toMatchObject([{ status: 'known_missing' }])
    expect(needsAttention(compared)).toBe(false)
  })
  it.each([
    ['{}', 'must be a list'],
    ['[\n{"model":"a","field":"input","value":1}]', 'line 2: the field must be one of prompt'],
    ['[{"field":"prompt","value":1}]', 'there is no model'],
    ['[{"model":"a","field":"prompt"}]', 'there is no value'],
    ['[{"model":"a","field":"prompt","value":"x"}]', 'the value must be a number'],
    ['[{"model":"a","field":"prompt","value":null}]', 'the value must be a number'],
    ['[{"model":"a","field":"prompt","value":1,"ours":2}]', '"ours" is not known'],
    ['[{"model":"a","missing":true,"value":1}]', 'a missing model has no field and value'],
    ['[1]', 'there is no model'],
    ['[', 'not valid JSON'],
  ])('%s cannot be read', (known, message) => expect(() => compare(csv('a/free,0,0'), { known })).toThrow(message))
})

describe('a corrected table', () => {
  const correct = (text: string): string => correctTable(text, compare(text).corrections)
  it('differs in the wrong numbers only', () => {
    const text =
      '\uFEFF{\r\n\t"openrouter/a/dynamic" : {"input_cost_per_token":0},\r\n "openrouter/openai/gpt-4o":{ "output_cost_per_token": 2E-05 ,\r\n"mode":"chat\\u0020", "input_cost_per_token"  :3e-06}\r\n}'
    expect(correct(text)).toBe(text.replace('2E-05', '1E-05').replace('3e-06', '2.5e-06'))
  })
  it('keeps quotes, currency, blanks and line ends of CSV', () => {
    const text =
      '"model";"input_per_million";"output_per_million";note\r\n"openai/gpt-4o";" $3.00 ";"9";"a;""b"""\r\n\r\n'
    expect(correct(text)).toBe(text.replace('3.00', '2.50').replace('"9"', '"10"'))
  })
  it('has a number that is there for two prices replaced once', () => {
    const table = readTable('model,price\na/free,9\n', {
      paths: 'model,price:prompt:per-million,price:completion:per-million',
    })
    const { corrections } = compareTable(table, { present, removed, prefix: null, known: [] })
    expect(correctTable('model,price\na/free,9\n', corrections)).toBe('model,price\na/free,0\n')
  })
  it('is right, whatever the numbers were', () => {
    const number = fc.oneof(
      fc.double({ min: 1e-12, max: 1000, noNaN: true }).map(String),
      fc.constantFrom('0', '-1', '1e-7', '2.50', '3.0E-01', '10'),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 4 }), (rows) => {
        const text = `{"models":[${rows.map(([input, output]) => `{"id":"openai/gpt-4o","input_per_million":${input},"output_per_million":"${output}"}`).join(', ')}]}`
        expect(statuses(compare(correct(text))).every((status) => status.endsWith('right'))).toBe(true)
      }),
    )
  })
})
