import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { diff, pricing } from '../helpers/diff-models.js'
import { makeModel, makeModels } from '../helpers/make-model.js'

describe('schema changes', () => {
  const without = (key: string, count = 20): Model[] => makeModels(count, { [key]: undefined })

  it('report a field gained by most models once', () => {
    const changes = diff(without('supported_parameters'), makeModels(20))
    expect(changes).toEqual([
      {
        modelId: null,
        kind: 'schema_changed',
        field: 'supported_parameters',
        before: { models: 0 },
        after: { models: 20 },
        scheduled: false,
      },
    ])
    expect(diff(makeModels(20), without('supported_parameters'))).toMatchObject([
      { kind: 'schema_changed', before: { models: 20 }, after: { models: 0 } },
    ])
  })

  it('include fields of pricing, architecture and the provider', () => {
    const before = makeModels(20, { architecture: { modality: 'text->text' }, top_provider: {}, ...pricing({}) })
    const after = makeModels(20, {
      architecture: { modality: 'text->text', input_modalities: ['text', 'file'] },
      top_provider: { context_length: 5 },
      ...pricing({ web_search: '0.5' }),
    })
    expect(diff(before, after).map(({ kind, field }) => [kind, field])).toEqual([
      ['schema_changed', 'architecture.input_modalities'],
      ['schema_changed', 'pricing.web_search'],
      ['schema_changed', 'top_provider.context_length'],
    ])
  })

  it('include unknown fields and null fields', () => {
    expect(diff(makeModels(20), makeModels(20, { new_field: null }))).toMatchObject([
      { kind: 'schema_changed', field: 'new_field', after: { models: 20 } },
    ])
  })

  it('count the models in both catalogues that have the field', () => {
    const before = [
      ...without('knowledge_cutoff', 19),
      makeModel({ id: 'acme/model-19' }),
      makeModel({ id: 'acme/gone' }),
    ]
    const after = [...makeModels(20), makeModel({ id: 'acme/new' })]
    expect(diff(before, after).find(({ kind }) => kind === 'schema_changed')).toMatchObject({
      before: { models: 1 },
      after: { models: 20 },
    })
  })

  it('require more than half of the models', () => {
    const before = without('reasoning')
    const after = (count: number): Model[] =>
      before.map((model, at) => (at < count ? { ...model, reasoning: { mandatory: true } } : model))
    expect(diff(before, after(11)).map(({ kind }) => kind)).toEqual(['schema_changed'])
    expect(diff(before, after(10)).map(({ kind }) => kind)).toEqual(Array(10).fill('capability_changed'))
  })

  it('require at least ten models', () => {
    expect(
      diff(without('supported_voices', 9), makeModels(9, { supported_voices: ['nova'] })).map(({ kind }) => kind),
    ).toEqual(Array(9).fill('capability_changed'))
    expect(
      diff(without('supported_voices', 10), makeModels(10, { supported_voices: ['nova'] })).map(({ kind }) => kind),
    ).toEqual(['schema_changed'])
  })

  it('do not hide changes of models that keep the field', () => {
    const had = makeModel({ id: 'acme/had', ...pricing({ web_search: '0.1' }) })
    const before = [...makeModels(20, pricing({})), had]
    const after = [
      ...makeModels(20, pricing({ web_search: '0.5' })),
      makeModel({ id: 'acme/had', ...pricing({ web_search: '0.2' }) }),
    ]
    expect(diff(before, after).map(({ kind, modelId }) => [kind, modelId])).toEqual([
      ['schema_changed', null],
      ['price_changed', 'acme/had'],
    ])
  })

  it('do not hide other changes of the same models', () => {
    const after = makeModels(20, { context_length: 5 })
    expect(diff(without('supported_parameters'), after).filter(({ kind }) => kind === 'context_changed')).toHaveLength(
      20,
    )
  })

  it('report a gained object once, without its fields', () => {
    expect(diff(without('architecture'), makeModels(20)).map(({ field }) => field)).toEqual(['architecture'])
    expect(diff(without('pricing'), makeModels(20)).map(({ field }) => field)).toEqual(['pricing'])
    expect(diff(makeModels(20), without('top_provider')).map(({ field }) => field)).toEqual(['top_provider'])
  })

  it('ignore benchmarks', () => {
    expect(diff(makeModels(20), makeModels(20, { benchmarks: { design_arena: [] } }))).toEqual([])
  })
})
