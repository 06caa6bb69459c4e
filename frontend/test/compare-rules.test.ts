import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { describe, expect, it } from 'vitest'
import { betterValue } from '../src/features/compare/better-value.js'
import { nearIds, parseIds } from '../src/features/compare/compare-ids.js'
import { comparisonOf } from '../src/features/compare/comparison.js'
import { exampleComparisons } from '../src/features/compare/examples.js'
import { monthlyCost } from '../src/shared/cost/monthly-cost.js'
import { fieldGroups } from '../src/features/compare/fact-fields.js'
import { defaultWorkload } from '../src/shared/cost/workload.js'

const usd = (text: string) => {
  const price = parsePrice(text)
  return price.kind === 'known' ? price.value : null
}
const text = { input_modalities: ['text'], output_modalities: ['text'] }
const model = (id: string, more: Partial<Model> = {}): Model => ({
  id,
  name: id,
  architecture: text,
  pricing: { prompt: '0.000001', completion: '0.000002' },
  ...more,
})

describe('betterValue', () => {
  it('is the smaller one, compared exactly', () => {
    expect(
      betterValue([usd('0.10000000000000000000002'), usd('0.10000000000000000000001'), usd('0.2')], 'smaller'),
    ).toBe(1)
  })
  it('is the larger one', () => {
    expect(betterValue([128_000, 1_000_000, 200_000], 'larger')).toBe(1)
  })
  it('is none on a tie, however the values are written', () => {
    expect(betterValue([usd('0.10'), usd('0.1'), usd('5')], 'smaller')).toBeNull()
  })
  it('ignores unknown values, and is none with a single known one', () => {
    expect(betterValue([null, 3, 2], 'larger')).toBe(1)
    expect(betterValue([null, 3], 'larger')).toBeNull()
    expect(betterValue([], 'smaller')).toBeNull()
  })
})

describe('parseIds', () => {
  it('returns ids in order, without duplicates', () => {
    expect(parseIds('openai/gpt-4o, ~openai/x,a/b:free,openai/gpt-4o,').ids).toEqual([
      'openai/gpt-4o',
      '~openai/x',
      'a/b:free',
    ])
  })
  it('separates malformed ids and those beyond the sixth', () => {
    expect(parseIds('a/1,nonsense,a/2,a/3,a/4,a/5,a/6,a/7')).toEqual({
      ids: ['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6'],
      malformed: ['nonsense'],
      tooMany: ['a/7'],
    })
  })
  it('is empty without ids', () => {
    expect(parseIds(undefined)).toEqual({ ids: [], malformed: [], tooMany: [] })
  })
})

describe('nearIds', () => {
  const known = ['openai/gpt-4o', 'openai/gpt-4o-mini', 'meta-llama/llama-4-scout']
  it('finds a misspelled id', () => {
    expect(nearIds('openai/gtp-4o', known)[0]).toBe('openai/gpt-4o')
  })
  it('finds the same model of another author', () => {
    expect(nearIds('meta/llama-4-scout', known)).toContain('meta-llama/llama-4-scout')
    expect(nearIds('somebody-else-entirely/gpt-4o-mini', known)).toContain('openai/gpt-4o-mini')
  })
})

describe('comparisonOf', () => {
  const costOf = (of: Model) => monthlyCost(of, defaultWorkload, 0)
  const rowsOf = (models: Model[], only = false) =>
    comparisonOf(models, fieldGroups(models, costOf, 'month'), only).flatMap(({ rows }) => rows)
  const row = (models: Model[], key: string) => rowsOf(models).find((one) => one.key === key)

  it('treats different spellings of a price as equal', () => {
    const same = row(
      [
        model('a/1', { pricing: { prompt: '0.10', completion: '1' } }),
        model('a/2', { pricing: { prompt: '0.1', completion: '2' } }),
      ],
      'prompt',
    )
    expect(same).toMatchObject({ differs: false, best: null })
  })
  it('marks a differing row and its cheapest price', () => {
    expect(
      row([model('a/1'), model('a/2', { pricing: { prompt: '0.0000005', completion: '0.000002' } })], 'prompt'),
    ).toMatchObject({ differs: true, best: 1, word: 'Cheapest' })
  })
  it('never marks dynamic, unknown or non-token prices as cheapest', () => {
    const images = model('a/3', {
      architecture: { output_modalities: ['image'] },
      pricing: { prompt: '0', completion: '0' },
    })
    expect(row([model('a/1'), model('a/2', { pricing: { prompt: '-1' } }), images], 'prompt')?.best).toBeNull()
    expect(row([model('a/1'), images], 'cost')?.best).toBeNull()
  })
  it('marks the lowest monthly cost and the largest context', () => {
    const models = [
      model('a/1', { context_length: 128_000 }),
      model('a/2', { context_length: 64_000, pricing: { prompt: '0', completion: '0' } }),
    ]
    expect(row(models, 'cost')?.best).toBe(1)
    expect(row(models, 'context')?.best).toBe(0)
  })
  it('omits empty rows, and equal rows when only differences are shown', () => {
    const models = [model('a/1', { context_length: 1 }), model('a/2', { context_length: 2 })]
    expect(row(models, 'audio')).toBeUndefined()
    expect(rowsOf(models, true).map(({ key }) => key)).toEqual(['context'])
  })
  it('has a row for each parameter that any model supports', () => {
    const cells = row(
      [model('a/1', { supported_parameters: ['seed'] }), model('a/2', { supported_parameters: [] }), model('a/3')],
      'parameter-seed',
    )?.cells
    expect(cells?.map((cell) => cell.text)).toEqual(['Yes', 'No', '–'])
  })
  it('shows tiers with their bounds', () => {
    const tiered = model('a/1', {
      pricing: {
        prompt: '0.000001',
        completion: '0.000002',
        overrides: [
          { min_prompt_tokens: 200_000, prompt: '0.000002' },
          { utc_start: 100, utc_end: 430, prompt: '0' },
        ],
      },
    })
    expect(row([tiered], 'overrides')?.cells[0]?.text).toBe('above 200K: $2.00 / $2.00\n01:00–04:30 UTC: Free / $2.00')
  })
})

describe('exampleComparisons', () => {
  it('takes one model per author, and at least two models', () => {
    const scored = (id: string, index: number, prompt: string) =>
      model(id, {
        supported_parameters: ['tools'],
        pricing: { prompt, completion: prompt },
        benchmarks: { artificial_analysis: { intelligence_index: index } },
      })
    const examples = exampleComparisons([
      scored('a/best', 60, '0.001'),
      scored('a/next', 59, '0.001'),
      scored('b/good', 50, '0.0001'),
      scored('c/cheap', 40, '0.00001'),
      model('d/x:free', { supported_parameters: ['tools'] }),
    ])
    expect(examples.map(({ key, models }) => [key, models.map(({ id }) => id)])).toEqual([
      ['best', ['a/best', 'b/good', 'c/cheap']],
      ['value', ['b/good', 'a/best']],
    ])
  })
  it('is empty without a catalogue', () => {
    expect(exampleComparisons([])).toEqual([])
  })
})
