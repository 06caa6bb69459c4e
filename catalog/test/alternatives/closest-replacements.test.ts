import { describe, expect, it } from 'vitest'
import { closestReplacements } from '../../src/alternatives/closest-replacements.js'
import type { Model } from '../../src/model/model.js'

const created = Date.UTC(2026, 0, 1) / 1000
const vision = { input_modalities: ['text', 'image'], output_modalities: ['text'] }
const textOnly = { input_modalities: ['text'], output_modalities: ['text'] }
function model(id: string, over: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    created,
    context_length: 128_000,
    architecture: vision,
    pricing: { prompt: '0.000002', completion: '0.000008' },
    supported_parameters: ['tools', 'structured_outputs', 'max_tokens'],
    ...over,
  }
}
const gone = model('a/gpt-4')
const closest = (old: Model, ...present: Model[]) => closestReplacements(old, present, 4).map((one) => one.model.id)

describe('the closest replacements', () => {
  it('of a vision model are vision models, however similar a text model is', () => {
    const sameButBlind = model('a/gpt-4.1', { architecture: textOnly })
    const other = model('b/sonnet', { pricing: { prompt: '0.00001', completion: '0.00004' } })
    expect(closest(gone, sameButBlind, other)).toEqual(['b/sonnet', 'a/gpt-4.1'])
  })

  it.each([
    'a/gpt-guard-4',
    'a/gpt-oss-safeguard-20b',
    'a/shieldgemma-9b',
    'a/omni-moderation-latest',
    'a/toxicity-classifier',
    'a/gpt-reward-70b',
  ])('never contain a classifier, such as %s, unless one is replaced', (id) => {
    expect(closest(gone, model(id))).toEqual([])
    expect(closest(model(id), model(`${id}-2`), model('a/gpt-5'))).toEqual([`${id}-2`])
  })

  it.each([
    ['input', { architecture: textOnly }, [{ kind: 'input', name: 'image' }]],
    ['a parameter', { supported_parameters: ['structured_outputs'] }, [{ kind: 'parameter', name: 'tools' }]],
    [
      'several',
      { architecture: textOnly, supported_parameters: [] },
      [
        { kind: 'input', name: 'image' },
        { kind: 'parameter', name: 'tools' },
        { kind: 'parameter', name: 'structured_outputs' },
      ],
    ],
  ])('name what one of the same family lacks: %s', (_, over, missing) => {
    expect(closestReplacements(gone, [model('a/gpt-5', over)], 4)).toMatchObject([{ missing }])
    expect(closest(gone, model('b/gpt-5', over))).toEqual([])
  })

  it('produce every output of the old model', () => {
    const drawing = { input_modalities: ['text'], output_modalities: ['text', 'image'] }
    expect(closest(model('a/gpt-4', { architecture: drawing }), model('a/gpt-5', { architecture: textOnly }))).toEqual(
      [],
    )
  })

  it('prefer the family, then the author, then price and context', () => {
    const dear = { pricing: { prompt: '0.000004', completion: '0.000016' } }
    expect(
      closest(
        gone,
        model('b/far', { context_length: 32_000 }),
        model('b/near'),
        model('a/codex-1', dear),
        model('a/gpt-5-mini', dear),
      ),
    ).toEqual(['a/gpt-5-mini', 'a/codex-1', 'b/near', 'b/far'])
  })

  it('prefer the same model under another id', () => {
    expect(
      closest(
        model('a/gpt-4', { canonical_slug: 'a/x' }),
        model('a/gpt-5'),
        model('b/renamed', { canonical_slug: 'a/x' }),
      ),
    ).toEqual(['b/renamed', 'a/gpt-5'])
  })

  it('are neither aliases, the model itself, nor another variant', () => {
    expect(closest(gone, gone, model('~a/gpt-latest'), model('a/gpt-5:batch'), model('a/gpt-5:free'))).toEqual([])
    expect(closest(model('a/gpt-4:free'), model('a/gpt-5:free'))).toEqual(['a/gpt-5:free'])
  })

  it('do not expire themselves if another does not', () => {
    expect(closest(gone, model('a/gpt-5', { expiration_date: '2026-12-01' }), model('a/gpt-6'))).toEqual([
      'a/gpt-6',
      'a/gpt-5',
    ])
  })

  it('are no routers, whose price depends on where they route', () => {
    const dynamic = { pricing: { prompt: '-1', completion: '-1' } }
    expect(closest(gone, model('a/gpt-auto', dynamic), model('b/auto', dynamic))).toEqual([])
    expect(closest(model('a/gpt-auto', dynamic), model('b/auto', dynamic))).toEqual(['b/auto'])
  })

  it('are not many times as dear', () => {
    const dear = { pricing: { prompt: '0.0002', completion: '0.0008' } }
    expect(closest(gone, model('b/sonnet', dear), model('a/codex', dear))).toEqual([])
  })

  it('are at most as many as wanted, in the same order whatever the order of the catalogue', () => {
    const present = Array.from({ length: 8 }, (_, nr) => model(`a/gpt-${nr + 10}`))
    expect(closest(gone, ...present)).toHaveLength(4)
    expect(closest(gone, ...present)).toEqual(closest(gone, ...present.toReversed()))
  })

  it.each([{}, { architecture: undefined }, { pricing: undefined, context_length: null }] as Partial<Model>[])(
    'exist for a model with the fields %j',
    (over) => {
      const bare: Model = { id: 'a/gpt-4', name: 'A', ...over }
      expect(closest(bare, model('a/gpt-5'))).toEqual(['a/gpt-5'])
    },
  )
})
