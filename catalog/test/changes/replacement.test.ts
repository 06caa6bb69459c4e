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

describe('the nearest replacement', () => {
  it('is of the same author and family, whatever else is nearer in price', () => {
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
  it('is of the same tier: mini for mini, sonnet for sonnet in whatever order the words stand', () => {
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
  it('is of a like size', () => {
    expect(nearest(model('a/llama-3-8b-instruct'), model('a/llama-4-70b-instruct'), model('a/llama-4-9b'))).toBe(
      'a/llama-4-9b',
    )
  })
  it('is of a like price, and rather cheaper than dearer by as much', () => {
    const [cheap, dear] = [
      { prompt: '0.000001', completion: '0.000004' },
      { prompt: '0.000004', completion: '0.000016' },
    ]
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', { pricing: dear }), model('a/gpt-6', { pricing: cheap }))).toBe(
      'a/gpt-6',
    )
  })
  it('is free for what was free where there is such a one', () => {
    const free = { pricing: { prompt: '0', completion: '0' } }
    expect(nearest(model('a/gpt-4:free', free), model('a/gpt-5'), model('a/gpt-5:free', free))).toBe('a/gpt-5:free')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5'), model('a/gpt-5:free', free))).toBe('a/gpt-5')
  })
  it('is of no variant that the old one was not of', () => {
    expect(nearest(model('a/gpt-4'), model('a/gpt-4:batch'))).toBeNull()
    expect(nearest(model('a/gpt-4:thinking'), model('a/gpt-4:batch'), model('a/gpt-5'))).toBe('a/gpt-5')
  })
  it('can do what the old one could: outputs always, inputs and tools rather than a like price', () => {
    const sees = { architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] } }
    const dearer = { pricing: { prompt: '0.000003', completion: '0.000012' } }
    expect(nearest(model('a/gpt-4', sees), model('a/gpt-5'), model('a/gpt-6', { ...sees, ...dearer }))).toBe('a/gpt-6')
    expect(nearest(model('a/gpt-4'), model('a/gpt-5', { supported_parameters: [] }), model('a/gpt-6', dearer))).toBe(
      'a/gpt-6',
    )
    expect(nearest(model('a/gpt-4', { architecture: { output_modalities: ['image'] } }), model('a/gpt-5'))).toBeNull()
  })
  it('is neither older nor about to expire where there is another', () => {
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
  it('is the same model under another id first of all', () => {
    expect(
      nearest(
        model('a/gpt-4', { canonical_slug: 'a/gpt-x' }),
        model('a/gpt-5'),
        model('a/other', { canonical_slug: 'a/gpt-x' }),
      ),
    ).toBe('a/other')
  })
  it('is never an alias, which may stand for anything tomorrow, nor the model itself', () => {
    expect(nearest(model('a/gpt-4'), model('~a/gpt-4'), model('a/gpt-4'))).toBeNull()
  })
  it('is of no order of the list: of equals, the newest and then the first by id', () => {
    const [x, y] = [model('a/gpt-5'), model('a/gpt-6')]
    expect(nearest(model('a/gpt-4'), x, y)).toBe(nearest(model('a/gpt-4'), y, x))
  })
  it('says what is different: prices in percent, context, what is lost', () => {
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
      context_length: { before: 128_000, after: 64_000 },
      lost: ['image', 'tools'],
    })
  })
  it('is none where prices are worlds apart', () => {
    expect(
      nearest(model('a/gpt-4'), model('a/gpt-5', { pricing: { prompt: '0.002', completion: '0.008' } })),
    ).toBeNull()
  })
})
