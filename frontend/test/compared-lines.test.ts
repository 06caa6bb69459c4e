import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { describe, expect, it } from 'vitest'
import { comparedLines, parsePriceChoice } from '../src/features/compare/history/compared-lines.js'

const at = (nr: number): string => new Date(2026, 0, nr, 12).toISOString()
const historyOf = (id: string, prices: Record<string, string | null>): ModelHistory => ({
  id,
  name: id,
  present: true,
  first_seen: at(1),
  last_seen: at(9),
  gaps: [],
  versions: [],
  series: Object.entries(prices).map(([key, value]) => ({
    field: `pricing.${key}`,
    steps: [{ from: at(1), to: null, value }],
  })),
})
const modelOf = (id: string, history: ModelHistory | null, isBilledByToken = true) => ({
  id,
  name: `Name of ${id}`,
  isBilledByToken,
  history,
})
const models = [
  modelOf('a/loading', null),
  modelOf('a/both', historyOf('a/both', { prompt: '0.000001', completion: '0.000002' })),
  modelOf('a/dynamic', historyOf('a/dynamic', { prompt: '-1', completion: '-1' })),
  modelOf('a/free', historyOf('a/free', { prompt: '0', completion: '0' })),
  modelOf('a/image', historyOf('a/image', { prompt: '0', completion: '0' }), false),
  modelOf('a/input', historyOf('a/input', { prompt: '0.000003' })),
  modelOf('a/unknown', historyOf('a/unknown', { prompt: null, completion: null })),
]

describe('the lines of compared models', () => {
  it('are one per model that has the price, in the style of its position', () => {
    const { drawn } = comparedLines(models, 'input')
    expect(drawn.map(({ position, line }) => [position, line.field, line.name, line.steps[0]?.height])).toEqual([
      [1, 'a/both', 'Name of a/both', 1],
      [3, 'a/free', 'Name of a/free', 0],
      [5, 'a/input', 'Name of a/input', 3],
    ])
    expect(comparedLines(models, 'output').drawn.map(({ line }) => line.field)).toEqual(['a/both', 'a/free'])
  })

  it('name the models whose price is not known, but none that is still loading', () => {
    expect(comparedLines(models, 'input').without).toEqual([
      'Name of a/dynamic',
      'Name of a/image',
      'Name of a/unknown',
    ])
  })
})

it('reads the price from the URL, input by default', () => {
  expect(['input', 'output', 'x', undefined].map(parsePriceChoice)).toEqual(['input', 'output', 'input', 'input'])
})
