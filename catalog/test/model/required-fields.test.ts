import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalise } from '../../src/model/canonical.js'
import type { Model } from '../../src/model/model.js'
import { withRequiredFields } from '../../src/model/required-fields.js'
import { isFree } from '../../src/price/price.js'
import { arbitraryModel } from '../helpers/arbitrary-model.js'
import { makeModel } from '../helpers/make-model.js'
import { officialModel } from '../helpers/official-client.js'

const BARE: Model = { id: '~acme/latest', name: 'Latest' }

describe('withRequiredFields', () => {
  it('fills missing fields with allowed neutral values', () => {
    expect(withRequiredFields(BARE)).toStrictEqual({
      id: '~acme/latest',
      canonical_slug: '~acme/latest',
      name: 'Latest',
      created: 0,
      context_length: null,
      architecture: { modality: null, input_modalities: [], output_modalities: ['text'] },
      pricing: { prompt: '-1', completion: '-1' },
      top_provider: { is_moderated: false },
      per_request_limits: null,
      supported_parameters: [],
      default_parameters: null,
      supported_voices: null,
      links: { details: '/api/v1/models/~acme/latest/endpoints' },
    })
  })

  it('returns the same object if nothing is missing', () => {
    const complete = makeModel({
      alias_target: { slug: 'acme/two', name: 'Two' },
      benchmarks: {
        design_arena: [{ arena: 'models', category: 'web', elo: 1, win_rate: 2, rank: 3 }],
        artificial_analysis: { intelligence_index: 1, coding_index: null, agentic_index: 2 },
      },
      reasoning: { mandatory: true },
      per_request_limits: { prompt_tokens: 1, completion_tokens: 1 },
    })
    expect(withRequiredFields(complete)).toBe(complete)
  })

  it('never makes a model with unknown prices free', () => {
    for (const pricing of [undefined, {}, { prompt: '0' }, { completion: '0' }]) {
      const official = withRequiredFields(makeModel({ pricing }))
      expect(Object.values(official.pricing ?? {})).toContain('-1')
      expect(isFree(official)).toBe(false)
    }
    expect(withRequiredFields(makeModel({ pricing: { completion: '0', image: '0.1' } })).pricing).toStrictEqual({
      prompt: '-1',
      completion: '0',
      image: '0.1',
    })
  })

  it('derives modalities from each other, as in data of 2024', () => {
    expect(
      withRequiredFields(makeModel({ architecture: { modality: 'text+image->text', tokenizer: 'GPT' } })).architecture,
    ).toStrictEqual({
      modality: 'text+image->text',
      input_modalities: ['text', 'image'],
      output_modalities: ['text'],
      tokenizer: 'GPT',
    })
    expect(
      withRequiredFields(
        makeModel({ architecture: { input_modalities: ['text', 'file'], output_modalities: ['text'] } }),
      ).architecture?.modality,
    ).toBe('text+file->text')
  })

  it('completes optional objects', () => {
    const official = withRequiredFields(
      makeModel({
        id: '~acme/latest',
        name: 'Latest',
        alias_target: {},
        reasoning: { supported_efforts: null },
        per_request_limits: { prompt_tokens: 5 },
        benchmarks: { artificial_analysis: { coding_index: 5 }, other_arena: 1 },
      }),
    )
    expect(official.alias_target).toStrictEqual({ slug: '~acme/latest', name: 'Latest' })
    expect(official.reasoning).toStrictEqual({ mandatory: false, supported_efforts: null })
    expect(official.per_request_limits).toBeNull()
    expect(official.benchmarks).toStrictEqual({
      design_arena: [],
      artificial_analysis: { intelligence_index: null, coding_index: 5, agentic_index: null },
      other_arena: 1,
    })
  })

  it('omits incomplete benchmark entries', () => {
    const whole = { arena: 'models', category: 'web', elo: 1, win_rate: 2, rank: 3 }
    expect(
      withRequiredFields(makeModel({ benchmarks: { design_arena: [{ ...whole, rank: undefined }, whole] } }))
        .benchmarks,
    ).toStrictEqual({ design_arena: [whole] })
  })

  it('keeps unknown fields and new enumeration values', () => {
    const fields = {
      new_field: [1],
      architecture: {
        modality: 'a->b',
        input_modalities: ['smell'],
        output_modalities: ['taste'],
        tokenizer: 'Abacus',
      },
      supported_parameters: ['magic'],
    }
    const model = makeModel({ ...fields, created: undefined })
    expect(withRequiredFields(model)).toStrictEqual({ ...model, created: 0 })
  })

  it('keeps canonical order, does not modify its argument, and is idempotent', () => {
    fc.assert(
      fc.property(arbitraryModel(), (model) => {
        const before = JSON.stringify(model)
        const official = withRequiredFields(model)
        expect(JSON.stringify(model)).toBe(before)
        expect(withRequiredFields(official)).toBe(official)
        const isCanonical = JSON.stringify(official) === JSON.stringify(canonicalise(official))
        expect(isCanonical || official === model).toBe(true)
      }),
    )
  })

  it('satisfies the official client for every valid model', () => {
    fc.assert(
      fc.property(arbitraryModel(), (model) => {
        expect(officialModel.safeParse(withRequiredFields(model)).error).toBeUndefined()
      }),
    )
  })
})
