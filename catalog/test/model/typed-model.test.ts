import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Model, modelSchema } from '../../src/model/model.js'
import { withRequiredFields } from '../../src/model/required-fields.js'
import { typedModel } from '../../src/model/typed-model.js'
import { arbitraryModel } from '../helpers/arbitrary-model.js'
import { makeModel } from '../helpers/make-model.js'

function read(fields: Record<string, unknown>): { model: Model; unexpected: string[] } {
  const unexpected: string[] = []
  const model = typedModel(makeModel(fields as never), (path) => unexpected.push(path))
  return { model, unexpected }
}

const values: readonly unknown[] = [null, 0, -1, 0.5, 4096.5, '', 'text', true, [], [1], ['a', null], {}, { a: 1 }]
const fields = [
  'canonical_slug',
  'alias_target',
  'alias_target.slug',
  'hugging_face_id',
  'created',
  'description',
  'context_length',
  'architecture',
  'architecture.modality',
  'architecture.input_modalities',
  'architecture.tokenizer',
  'architecture.instruct_type',
  'pricing.discount',
  'top_provider',
  'top_provider.context_length',
  'top_provider.max_completion_tokens',
  'top_provider.is_moderated',
  'per_request_limits',
  'per_request_limits.prompt_tokens',
  'supported_parameters',
  'default_parameters',
  'default_parameters.temperature',
  'default_parameters.top_k',
  'supported_voices',
  'knowledge_cutoff',
  'expiration_date',
  'links',
  'links.details',
  'benchmarks',
  'benchmarks.design_arena',
  'benchmarks.artificial_analysis',
  'benchmarks.artificial_analysis.coding_index',
  'reasoning',
  'reasoning.mandatory',
  'reasoning.supported_efforts',
  'reasoning.default_effort',
]

function withValue(path: string, value: unknown): Record<string, unknown> {
  const [key = '', ...rest] = path.split('.')
  if (rest.length === 0) return { [key]: value }
  const before = (makeModel() as Record<string, unknown>)[key]
  return { [key]: { ...(before as object | undefined), ...withValue(rest.join('.'), value) } }
}

describe('typedModel', () => {
  it('returns a model of the expected types itself', () => {
    fc.assert(
      fc.property(arbitraryModel(), (model) => {
        expect(typedModel(model)).toBe(model)
      }),
    )
  })

  it.each(fields)('agrees with the schema for any value of %s', (path) => {
    for (const value of values) {
      const given = makeModel(withValue(path, value))
      const { model, unexpected } = read(withValue(path, value))
      const fits = modelSchema.safeParse(given).success
      expect([value, unexpected.length === 0]).toEqual([value, fits])
      expect([value, modelSchema.safeParse(model).success]).toEqual([value, true])
      expect([value, modelSchema.safeParse(withRequiredFields(model)).success]).toEqual([value, true])
    }
  })

  it('leaves out only the field that does not fit, and names it', () => {
    const { model, unexpected } = read({
      benchmarks: { design_arena: [{ arena: 'a', elo: '5' }, 7, { elo: 9 }], artificial_analysis: null },
      top_provider: { context_length: 8, max_completion_tokens: 4096.5, note: 'kept' },
    })
    expect(model.benchmarks).toEqual({ design_arena: [{ arena: 'a' }, { elo: 9 }] })
    expect(model.top_provider).toEqual({ context_length: 8, note: 'kept' })
    expect(unexpected).toEqual([
      'top_provider.max_completion_tokens',
      'benchmarks.design_arena.elo',
      'benchmarks.design_arena',
      'benchmarks.artificial_analysis',
    ])
  })

  it('does not change its argument', () => {
    const given = makeModel({ links: null, top_provider: { max_completion_tokens: 'many' } })
    const text = JSON.stringify(given)
    typedModel(given)
    expect(JSON.stringify(given)).toBe(text)
  })

  it('leaves out prices that are null, and them only: other types are not accepted to begin with', () => {
    const pricing = {
      prompt: null,
      completion: '0.1',
      overrides: [{ utc_start: 100, prompt: null, completion: '0.2' }],
    }
    expect(read({ pricing })).toMatchObject({
      model: { pricing: { completion: '0.1', overrides: [{ utc_start: 100, completion: '0.2' }] } },
      unexpected: ['pricing.prompt', 'pricing.overrides.prompt'],
    })
    expect(read({ pricing }).model.pricing).not.toHaveProperty('prompt')
    expect(read({ pricing: null }).model).not.toHaveProperty('pricing')
    expect(read({ pricing: { prompt: 5, overrides: [null] } })).toMatchObject({
      model: { pricing: { prompt: 5, overrides: [null] } },
      unexpected: [],
    })
  })
})
