import { describe, expect, it } from 'vitest'
import { cheaperAlternatives } from '../../src/alternatives/cheaper-alternatives.js'
import type { Model } from '../../src/model/model.js'

function model(id: string, over: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    context_length: 128_000,
    architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
    pricing: { prompt: '0.00001', completion: '0.00004' },
    supported_parameters: ['tools', 'max_tokens'],
    ...over,
  }
}
const priced = (prompt: string, completion: string) => ({ pricing: { prompt, completion } })
const half = priced('0.000005', '0.00002')
const index = (intelligence: number | null) => ({
  benchmarks: { artificial_analysis: { intelligence_index: intelligence } },
})
const own = model('a/gpt')
const found = (of: Model, ...models: Model[]) => cheaperAlternatives(of, models, 5)?.map((one) => one.model.id)

describe('cheaper alternatives', () => {
  it('say how much cheaper input and output are', () => {
    expect(cheaperAlternatives(own, [model('b/x', priced('0.000004', '0.00003'))], 5)).toMatchObject([
      { inputPercent: 60, outputPercent: 25 },
    ])
  })

  it('round down, so that nothing that costs money is 100 % cheaper', () => {
    expect(cheaperAlternatives(own, [model('b/x', priced('0.0000000001', '0.00004'))], 5)).toMatchObject([
      { inputPercent: 99, outputPercent: 0 },
    ])
    expect(cheaperAlternatives(own, [model('b/x', priced('0', '0.00001'))], 5)).toMatchObject([
      { inputPercent: 100, outputPercent: 75 },
    ])
  })

  it.each([
    ['the input is dearer', priced('0.000011', '0.00001')],
    ['the output is dearer', priced('0.000001', '0.00005')],
    ['the prices are the same', priced('0.00001', '0.00004')],
    ['it is free, which is limited', priced('0', '0')],
    ['the prices are dynamic', priced('-1', '-1')],
    ['a price is unknown', { pricing: { prompt: '0.000001' } }],
    ['nothing is billed by token', { ...priced('0', '0'), pricing: { prompt: '0', completion: '0', request: '0.1' } }],
    ['an input is missing', { ...half, architecture: { input_modalities: ['text'], output_modalities: ['text'] } }],
    ['an output is missing', { ...half, architecture: { input_modalities: ['text', 'image'], output_modalities: [] } }],
    ['a capability is missing', { ...half, supported_parameters: ['max_tokens'] }],
    ['the context is smaller', { ...half, context_length: 127_999 }],
    ['the context is unknown', { ...half, context_length: null }],
    ['it expires', { ...half, expiration_date: '2026-12-01' }],
  ] as [string, Partial<Model>][])('leave out a model when %s', (_, over) => {
    expect(found(own, model('b/x', half), model('b/y', { ...half, ...over }))).toEqual(['b/x'])
  })

  it.each(['a/gpt', '~b/latest', 'b/x:batch', 'b/x:free', 'b/guard-2', 'b/moderation'])('leave out %s', (id) => {
    expect(found(own, model(id, half))).toEqual([])
  })

  it('contain the same variant', () => {
    expect(found(model('a/gpt:batch'), model('b/x:batch', half))).toEqual(['b/x:batch'])
  })

  it('are not less intelligent when both are rated, and rated ones come first', () => {
    const rated = { ...own, ...index(40) }
    const nearlyFree = priced('0.0000001', '0.0000001')
    expect(
      found(
        rated,
        model('b/less', { ...half, ...index(39.9) }),
        model('b/unrated', nearlyFree),
        model('b/equal', { ...half, ...index(40) }),
        model('b/more', { ...priced('0.000002', '0.000008'), ...index(60) }),
      ),
    ).toEqual(['b/more', 'b/equal', 'b/unrated'])
    expect(found(own, model('b/any', { ...half, ...index(1) }))).toEqual(['b/any'])
  })

  it('are at most as many as wanted, the cheapest first, in a stable order', () => {
    const models = Array.from({ length: 9 }, (_, nr) => model(`b/m${nr}`, half))
    const cheapest = model('c/cheapest', priced('0.000001', '0.000001'))
    expect(found(own, ...models, cheapest)).toHaveLength(5)
    expect(found(own, ...models, cheapest)?.[0]).toBe('c/cheapest')
    expect(found(own, ...models)).toEqual(found(own, ...models.toReversed()))
  })

  it.each([
    ['is free', priced('0', '0')],
    ['has dynamic prices', priced('-1', '-1')],
    ['has no prices', { pricing: undefined }],
    ['is not billed by token', { architecture: { output_modalities: ['video'] }, ...priced('0', '0') }],
  ] as [string, Partial<Model>][])('cannot be told for a model that %s', (_, over) => {
    expect(cheaperAlternatives(model('a/gpt', over), [model('b/x', half)], 5)).toBeNull()
  })
})
