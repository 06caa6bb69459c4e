import { describe, expect, it } from 'vitest'
import { composeLiteLlm, composeModelsDev } from '../../src/mirrors/compose-document.js'
import type { Model } from '../../src/model/model.js'

const model = (id: string, more: Partial<Model> = {}): Model => ({
  id,
  name: `Maker: ${id}`,
  created: 1_715_367_049,
  context_length: 128_000,
  architecture: { input_modalities: ['text', 'image', 'file'], output_modalities: ['text'] },
  pricing: { prompt: '0.0000025', completion: '0.00001' },
  top_provider: { max_completion_tokens: 16_384 },
  supported_parameters: ['tools', 'temperature', 'structured_outputs'],
  ...more,
})
const tiered = {
  prompt: '0.000003',
  completion: '0.000015',
  input_cache_read: '0.0000003',
  overrides: [
    { min_prompt_tokens: 200_000, prompt: '0.000006', completion: '0.0000225', input_cache_read: '0.0000006' },
  ],
}
const timed = {
  prompt: '0.000003',
  completion: '0.000015',
  overrides: [{ utc_start: 100, utc_end: 400, prompt: '0.000001' }],
}

describe("the provider of models.dev's document", () => {
  const entryOf = (one: Model, published?: object) => {
    const document = published && {
      openrouter: { id: 'openrouter', name: 'OpenRouter', models: { [one.id]: published } },
    }
    return composeModelsDev(document ?? null, [one]).document['openrouter']!.models[one.id] as Record<string, unknown>
  }

  it('has what the catalogue tells of a model', () => {
    expect(entryOf(model('a/one', { hugging_face_id: 'a/one', knowledge_cutoff: '2024-01-01' }))).toEqual({
      id: 'a/one',
      name: 'a/one',
      attachment: true,
      reasoning: false,
      tool_call: true,
      structured_output: true,
      temperature: true,
      knowledge: '2024-01-01',
      release_date: '2024-05-10',
      last_updated: '2024-05-10',
      modalities: { input: ['text', 'image', 'pdf'], output: ['text'] },
      open_weights: true,
      limit: { context: 128_000, output: 16_384 },
      cost: { input: 2.5, output: 10 },
    })
  })

  it('keeps what only models.dev knows, and not its prices', () => {
    const published = {
      id: 'a/one',
      name: 'One',
      family: 'ones',
      release_date: '2024-05-01',
      cost: { input: 9, reasoning: 9 },
    }
    expect(entryOf(model('a/one'), published)).toMatchObject({
      name: 'One',
      family: 'ones',
      release_date: '2024-05-01',
      cost: { input: 2.5, output: 10 },
    })
    expect(entryOf(model('a/one'), published)['cost']).not.toHaveProperty('reasoning')
  })

  it('has tiers, also in the older form', () => {
    const long = { input: 6, output: 22.5, cache_read: 0.6 }
    expect(entryOf(model('a/one', { pricing: tiered }))['cost']).toEqual({
      input: 3,
      output: 15,
      cache_read: 0.3,
      tiers: [{ ...long, tier: { type: 'context', size: 200_000 } }],
      context_over_200k: long,
    })
  })

  it.each<[string, Partial<Model>]>([
    ['dynamic', { pricing: { prompt: '-1', completion: '-1' } }],
    ['of time windows', { pricing: timed }],
    ['not published', { pricing: { prompt: '0.1' } }],
    ['per request', { pricing: { prompt: '0.1', completion: '0.1', request: '0.01' } }],
  ])('has no cost, rather than zero, for prices that are %s', (_what, more) => {
    expect(entryOf(model('a/one', more))).not.toHaveProperty('cost')
  })

  it('has a cost of zero for a free model', () => {
    expect(entryOf(model('a/one', { pricing: { prompt: '0', completion: '0' } }))['cost']).toEqual({
      input: 0,
      output: 0,
    })
  })

  it('has no model whose context or date is not known, and says how many', () => {
    const models = [model('a/one'), model('a/two', { context_length: 0 }), model('a/three', { created: undefined })]
    const { document, ...counts } = composeModelsDev(null, models)
    expect(Object.keys(document['openrouter']!.models)).toEqual(['a/one'])
    expect(counts).toEqual({ models: 1, removed: 0, omitted: 2 })
  })

  it('has removed models as deprecated, after the others', () => {
    const removed = [
      { ...model('a/gone'), removed_at: '2026-08-01T12:00:00.000Z' },
      { ...model('a/vague', { context_length: 0 }), removed_at: '2026-08-01T12:00:00.000Z' },
    ]
    const { document, ...counts } = composeModelsDev(null, [model('a/one')], removed)
    const { models } = document['openrouter']!
    expect(Object.keys(models)).toEqual(['a/one', 'a/gone'])
    expect(models['a/gone']).toMatchObject({ status: 'deprecated', cost: { input: 2.5, output: 10 } })
    expect(models['a/gone']).not.toHaveProperty('removed_at')
    expect(models['a/one']).not.toHaveProperty('status')
    expect(counts).toEqual({ models: 1, removed: 1, omitted: 1 })
    const map = composeLiteLlm(null, [model('a/one')], removed).document
    expect(map['openrouter/a/gone']).toMatchObject({ deprecation_date: '2026-08-01', input_cost_per_token: 0.0000025 })
    expect(map['openrouter/a/one']).not.toHaveProperty('deprecation_date')
  })

  it('fills its context where the output has no limit of its own', () => {
    expect(entryOf(model('a/one', { top_provider: { max_completion_tokens: null } }))['limit']).toEqual({
      context: 128_000,
      output: 128_000,
    })
  })

  it('stands where it stood, and changes no other', () => {
    const other = { id: 'z', name: 'Z', models: { m: { id: 'm', name: 'M', cost: { input: 1 } } } }
    const document = {
      z: other,
      openrouter: { id: 'openrouter', name: 'Router', doc: 'https://x', models: {} },
      a: other,
    }
    const composed = composeModelsDev(document, [model('a/one')]).document
    expect(Object.keys(composed)).toEqual(['z', 'openrouter', 'a'])
    expect([composed['z'], composed['a']]).toEqual([other, other])
    expect(composed['openrouter']).toMatchObject({
      name: 'Router',
      doc: 'https://x',
      api: 'https://openrouter.ai/api/v1',
    })
    expect(document.openrouter.models).toEqual({})
  })
})

describe("the keys of LiteLLM's price map", () => {
  const entryOf = (one: Model, published?: object) =>
    composeLiteLlm(published ? { [`openrouter/${one.id}`]: published } : null, [one]).document[
      `openrouter/${one.id}`
    ] as Record<string, unknown>

  it('have what the catalogue tells of a model', () => {
    expect(entryOf(model('a/one', { expiration_date: '2026-12-31' }))).toMatchObject({
      litellm_provider: 'openrouter',
      mode: 'chat',
      max_input_tokens: 128_000,
      max_output_tokens: 16_384,
      max_tokens: 16_384,
      input_cost_per_token: 0.0000025,
      output_cost_per_token: 0.00001,
      supports_function_calling: true,
      supports_vision: true,
      supports_pdf_input: true,
      supports_reasoning: false,
      deprecation_date: '2026-12-31',
    })
  })

  it('keep what only LiteLLM knows, and none of its prices', () => {
    const published = {
      supports_assistant_prefill: true,
      input_cost_per_image: 1,
      input_cost_per_token_cache_hit: 2,
      cache_creation_input_token_cost: 3,
      search_context_cost_per_query: {},
      input_cost_per_token: 4,
    }
    const entry = entryOf(model('a/one'), published)
    expect(entry).toMatchObject({ supports_assistant_prefill: true, input_cost_per_token: 0.0000025 })
    expect(Object.keys(entry).filter((key) => key.includes('cost'))).toEqual([
      'input_cost_per_token',
      'output_cost_per_token',
    ])
  })

  it('have tiers', () => {
    expect(entryOf(model('a/one', { pricing: tiered }))).toMatchObject({
      input_cost_per_token: 0.000003,
      input_cost_per_token_above_200k_tokens: 0.000006,
      output_cost_per_token_above_200k_tokens: 0.0000225,
      cache_read_input_token_cost_above_200k_tokens: 0.0000006,
    })
  })

  it.each<[string, Partial<Model>]>([
    ['dynamic', { pricing: { prompt: '-1', completion: '-1' } }],
    ['of time windows', { pricing: timed }],
    ['not published', { pricing: { completion: '0.1' } }],
    ['of a tier that has no key', { pricing: { ...tiered, overrides: [{ min_prompt_tokens: 1_500, prompt: '1' }] } }],
  ])('have no cost, rather than zero, for prices that are %s', (_what, more) => {
    expect(Object.keys(entryOf(model('a/one', more))).filter((key) => key.includes('cost'))).toEqual([])
  })

  it('stand where the first one stood, and change no other', () => {
    const map = { sample_spec: {}, 'openrouter/gone': { mode: 'chat' }, gpt: { mode: 'chat' }, 'openrouter/a/one': {} }
    const { document } = composeLiteLlm(map, [model('b/two'), model('a/one')])
    expect(Object.keys(document)).toEqual(['sample_spec', 'openrouter/b/two', 'openrouter/a/one', 'gpt'])
    expect(document['gpt']).toEqual({ mode: 'chat' })
  })

  it('have nothing of the entry that a private model takes the place of', () => {
    const published = { 'acme/one': { mode: 'chat', deprecation_date: '2026-10-05', supports_assistant_prefill: true } }
    const own = model('acme/one', { source: 'overlay' })
    const entry = composeLiteLlm(published, [own]).document['acme/one']
    expect(entry).toMatchObject({ litellm_provider: 'overlay', input_cost_per_token: 0.0000025 })
    expect(entry).not.toHaveProperty('deprecation_date')
    expect(entry).not.toHaveProperty('supports_assistant_prefill')
  })
})
