import { describe, expect, it } from 'vitest'
import { differenceText } from '../../src/changes/difference-text.js'
import { differencesFrom, type ModelDifference } from '../../src/changes/model-differences.js'
import type { Model } from '../../src/model/model.js'

function model(id: string, over: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    context_length: 128_000,
    architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
    pricing: { prompt: '0.000002', completion: '0.000008' },
    supported_parameters: ['tools', 'max_tokens'],
    ...over,
  }
}
const differs = (base: Partial<Model>, other: Partial<Model>): ModelDifference =>
  differencesFrom(model('a/base', base), [model('a/other', other)])[0]!

describe('the differences from a model', () => {
  it('are percentages of its prices, and tokens of context', () => {
    const other = { pricing: { prompt: '0.000001', completion: '0.00001' }, context_length: 200_000 }
    expect(differs({}, other)).toEqual({
      id: 'a/other',
      prompt_percent: -50,
      completion_percent: 25,
      context_tokens: 72_000,
      lacks: [],
      adds: [],
    })
  })

  it('name what only one of the models supports', () => {
    const other = {
      architecture: { input_modalities: ['text'], output_modalities: ['text', 'audio'] },
      supported_parameters: ['reasoning', 'tools'],
    }
    expect(differs({}, other)).toMatchObject({
      lacks: [{ kind: 'input', name: 'image' }],
      adds: [
        { kind: 'output', name: 'audio' },
        { kind: 'parameter', name: 'reasoning' },
      ],
    })
  })

  it.each<[string, Partial<Model>, Partial<Model>]>([
    ['not published', {}, { pricing: { completion: '0.000008' } }],
    ['not published by the base', { pricing: {} }, {}],
    ['dynamic', {}, { pricing: { prompt: '-1', completion: '0.000008' } }],
    ['zero for the base', { pricing: { prompt: '0', completion: '0' } }, {}],
    [
      'not billed by token',
      {},
      { architecture: { output_modalities: ['image'] }, pricing: { prompt: '0', completion: '0' } },
    ],
  ])('have no percentage for a price that is %s', (_, base, other) => {
    expect(differs(base, other).prompt_percent).toBeNull()
  })

  it('have no context if one is unknown', () => {
    expect(differs({ context_length: null }, {}).context_tokens).toBeNull()
    expect(differs({}, { context_length: null }).context_tokens).toBeNull()
  })
})

describe('the text of a difference', () => {
  it('says what is higher, lower, missing and added', () => {
    const other = {
      pricing: { prompt: '0.000001', completion: '0.00001' },
      context_length: 100_000,
      architecture: { input_modalities: ['text'], output_modalities: ['text'] },
      supported_parameters: ['tools', 'reasoning'],
    }
    expect(differenceText(differs({}, other))).toBe(
      'a/other: input price −50 %, output price +25 %; context −28,000 tokens; lacks image input; adds reasoning',
    )
  })

  it('says what is equal, and what cannot be compared', () => {
    expect(differenceText(differs({}, {}))).toBe('a/other: same input price, same output price; same context')
    expect(differenceText(differs({}, { pricing: {}, context_length: null }))).toBe(
      'a/other: input price not comparable, output price not comparable; context not comparable',
    )
  })
})
