import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/model/model.js'
import { nearestReplacement } from '../../src/changes/replacement.js'

const created = Date.UTC(2026, 0, 1) / 1000
function model(id: string, over: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    created,
    context_length: 128_000,
    architecture: { input_modalities: ['text'], output_modalities: ['text'] },
    pricing: { prompt: '0.000002', completion: '0.000008' },
    supported_parameters: ['tools', 'max_tokens'],
    ...over,
  }
}
const nearest = (gone: Model, ...present: Model[]): string | null => nearestReplacement(gone, present)?.id ?? null

describe('nearestReplacement', () => {
  it('has the same author and family', () => {
    expect(
      nearest(
        model('a/gpt-4'),
        model('b/gpt-4'),
        model('a/codex-4'),
        model('a/gpt-9', { pricing: { prompt: '0.000004', completion: '0.000008' } }),
      ),
    ).toBe('a/gpt-9')
    expect(nearest(model('a/gpt-4'), model('b/gpt-4'), model('a/codex-4'))).toBeNull()
  })
  it('has the same tier, whatever the order of words', () => {
    expect(nearest(model('a/gpt-4-mini'), model('a/gpt-5'), model('a/gpt-5-mini'), model('a/gpt-5-nano'))).toBe(
      'a/gpt-5-mini',
    )
    expect(nearest(model('a/claude-3.5-sonnet'), model('a/claude-opus-4.5'), model('a/claude-sonnet-4.5'))).toBe(
      'a/claude-sonnet-4.5',
    )
    expect(
      nearest(
        model('a/gemini-2.5-flash-lite-preview-06-17'),
        model('a/gemini-2.5-flash'),
        model('a/gemini-2.5-flash-lite'),
      ),
    ).toBe('a/gemini-2.5-flash-lite')
  })
  it('has a similar size', () => {
    expect(nearest(model('a/llama-3-8b-instruct'), model('a/llama-4-70b-instruct'), model('a/llama-4-9b'))).toBe(
      'a/llama-4-9b',
    )
  })
  it('has a similar price, and prefers cheaper models', () => {
    const [cheap, dear] = [
      { prompt: '0.000001', completion: '0.000004' },
      { prompt: '0.000004', completion: '0.000016' },
    ]
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', { pricing: dear }), model('a/gpt-6', { pricing: cheap }))).toBe(
      'a/gpt-6',
    )
  })
  it('is free for a free model if possible', () => {
    const free = { pricing: { prompt: '0', completion: '0' } }
    expect(nearest(model('a/gpt-4:free', free), model('a/gpt-5'), model('a/gpt-5:free', free))).toBe('a/gpt-5:free')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5'), model('a/gpt-5:free', free))).toBe('a/gpt-5')
  })
  it('has no variant that the old model did not have', () => {
    expect(nearest(model('a/gpt-4'), model('a/gpt-4:batch'))).toBeNull()
    expect(nearest(model('a/gpt-4:thinking'), model('a/gpt-4:batch'), model('a/gpt-5'))).toBe('a/gpt-5')
  })
  it('keeps outputs always, and prefers inputs and tools over a similar price', () => {
    const sees = { architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] } }
    const dearer = { pricing: { prompt: '0.000003', completion: '0.000012' } }
    expect(nearest(model('a/gpt-4', sees), model('a/gpt-5'), model('a/gpt-6', { ...sees, ...dearer }))).toBe('a/gpt-6')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', { supported_parameters: [] }), model('a/gpt-6', dearer))).toBe(
      'a/gpt-6',
    )
    expect(nearest(model('a/gpt-4', { architecture: { output_modalities: ['image'] } }), model('a/gpt-5'))).toBeNull()
  })
  it('is neither older nor expiring if possible', () => {
    expect(
      nearest(
        model('a/gpt-4'),
        model('a/gpt-3', { created: created - 1000 }),
        model('a/gpt-5', { created: created + 1000, pricing: { prompt: '0.000003', completion: '0.000012' } }),
      ),
    ).toBe('a/gpt-5')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', { expiration_date: '2026-12-01' }), model('a/gpt-6'))).toBe(
      'a/gpt-6',
    )
  })
  it('prefers the same model under another id', () => {
    expect(
      nearest(
        model('a/gpt-4', { canonical_slug: 'a/gpt-x' }),
        model('a/gpt-5'),
        model('a/other', { canonical_slug: 'a/gpt-x' }),
      ),
    ).toBe('a/other')
  })
  it('is never an alias or the model itself', () => {
    expect(nearest(model('a/gpt-4'), model('~a/gpt-4'), model('a/gpt-4'))).toBeNull()
  })
  it('breaks ties by age and then by id', () => {
    const [x, y] = [model('a/gpt-5'), model('a/gpt-6')]
    expect(nearest(model('a/gpt-4'), x, y)).toBe(nearest(model('a/gpt-4'), y, x))
  })
  it('reports price changes, context and losses', () => {
    const old = model('a/gpt-4', { architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] } })
    const found = nearestReplacement(old, [
      model('a/gpt-5', {
        context_length: 64_000,
        pricing: { prompt: '0.000001', completion: '0.000008' },
        supported_parameters: ['max_tokens'],
      }),
    ])
    expect(found).toEqual({
      id: 'a/gpt-5',
      name: 'a/gpt-5',
      prompt_percent: -50,
      completion_percent: 0,
      pricing: { prompt: '0.000001', completion: '0.000008' },
      context_length: { before: 128_000, after: 64_000 },
      lost: ['image', 'tools'],
    })
  })
  it('has no token prices if it is not billed by token', () => {
    const architecture = { input_modalities: ['text'], output_modalities: ['video'] }
    const now = model('a/veo-2', { architecture, pricing: { prompt: '0', completion: '0' } })
    for (const pricing of [now.pricing!, { prompt: '0.1', completion: '0.1' }])
      expect(nearestReplacement(model('a/veo-1', { architecture, pricing }), [now])).toMatchObject({
        pricing: { prompt: null, completion: null },
        prompt_percent: null,
        completion_percent: null,
      })
  })
  it('is in the same price class rather than of the same tier', () => {
    const at = (factor: number) => ({
      pricing: { prompt: (0.000002 * factor).toFixed(9), completion: (0.000008 * factor).toFixed(9) },
    })
    const same = model('a/gpt-5-mini', at(1.5))
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', at(4)), same)).toBe('a/gpt-5-mini')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', at(0.25)), same)).toBe('a/gpt-5-mini')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', at(2)), same)).toBe('a/gpt-5')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', at(4)))).toBe('a/gpt-5')
  })
  it('of a free model is a free one if there is one', () => {
    const free = { pricing: { prompt: '0', completion: '0' } }
    expect(nearest(model('a/gpt-4', free), model('a/gpt-5'), model('a/gpt-5-mini', free))).toBe('a/gpt-5-mini')
  })
  it('is null if prices differ too much', () => {
    expect(
      nearest(model('a/gpt-4'), model('a/gpt-5', { pricing: { prompt: '0.002', completion: '0.008' } })),
    ).toBeNull()
  })
})
