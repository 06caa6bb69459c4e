import { describe, expect, it } from 'vitest'
import { composeModelsDev } from '../../src/mirrors/compose-document.js'
import type { ModelsDevDocument } from '../../src/mirrors/models-dev.js'
import type { Model } from '../../src/model/model.js'
import { modelsDevModelSchema, modelsDevProviderSchema } from './models-dev-schema.js'

const plain = { prompt: '0.0000025', completion: '0.00001' }
const reasons = { supported_parameters: ['reasoning', 'tools'] }
/** Each differs from a plain model in one way. */
const variants: Partial<Model>[] = [
  {},
  { name: 'Maker: ' },
  { knowledge_cutoff: 'early 2024' },
  { knowledge_cutoff: '2024-06' },
  { created: 253_402_300_799 },
  { created: undefined },
  { context_length: 0 },
  { top_provider: { max_completion_tokens: null } },
  { architecture: { input_modalities: ['text', 'smell'], output_modalities: ['embeddings'] } },
  { architecture: { input_modalities: ['audio', 'video', 'file'], output_modalities: ['speech', 'image'] } },
  { pricing: undefined },
  { pricing: { prompt: '-1', completion: '-1' } },
  { pricing: { prompt: '0.000001' } },
  { pricing: { prompt: '0.000001', completion: '0', request: '0.01' } },
  { pricing: { prompt: '0', completion: '0' } },
  { pricing: { ...plain, input_cache_read: '0.000001', input_cache_write: '0.000004', audio: '0.00004' } },
  { pricing: { ...plain, internal_reasoning: '0.00002' } },
  { pricing: { ...plain, internal_reasoning: '0.00002' }, ...reasons },
  {
    pricing: {
      ...plain,
      internal_reasoning: '0.00002',
      overrides: [{ min_prompt_tokens: 200_000, prompt: '0.000005' }],
    },
  },
  {
    pricing: {
      ...plain,
      overrides: [
        { min_prompt_tokens: 128_000, prompt: '0.000005' },
        { min_prompt_tokens: 128_000, completion: '0.00002' },
        { min_prompt_tokens: 512_000, prompt: '0.00001' },
      ],
    },
  },
  { pricing: { ...plain, overrides: [{ utc_start: 100, utc_end: 400, prompt: '0.000001' }] } },
  reasons,
  { reasoning: { mandatory: true } },
  { reasoning: { mandatory: false, supports_max_tokens: true } },
  { reasoning: { mandatory: false, supported_efforts: null } },
  { reasoning: { mandatory: true, supported_efforts: ['high', 'unheard-of', null, 'none'] } },
]
const models = variants.map((more, nr): Model => ({
  id: `maker/model-${nr}`,
  name: `Maker: Model ${nr}`,
  created: 1_715_367_049,
  context_length: 128_000,
  architecture: { input_modalities: ['text', 'image', 'file'], output_modalities: ['text'] },
  pricing: plain,
  top_provider: { max_completion_tokens: 16_384 },
  supported_parameters: ['tools', 'temperature', 'structured_outputs'],
  ...more,
}))
const published = {
  name: 'Published',
  family: 'family',
  attachment: false,
  reasoning: true,
  reasoning_options: [{ type: 'budget_tokens', min: 1_024 }],
  interleaved: { field: 'reasoning_details' },
  tool_call: true,
  release_date: '2024-05',
  last_updated: '2024-06-01',
  knowledge: '2024-01',
  modalities: { input: ['text'], output: ['text'] },
  open_weights: false,
  limit: { context: 1, input: 1, output: 1 },
  cost: { input: 1, output: 2, reasoning: 3 },
  status: 'beta',
}
const mirrored = {
  openrouter: {
    id: 'openrouter',
    name: 'OpenRouter',
    env: ['OPENROUTER_API_KEY'],
    npm: '@openrouter/ai-sdk-provider',
    api: 'https://openrouter.ai/api/v1',
    doc: 'https://openrouter.ai/models',
    models: Object.fromEntries(models.map(({ id }) => [id, { id, ...published }])),
  },
} as unknown as ModelsDevDocument

const problems = (value: unknown): string[] =>
  (modelsDevProviderSchema.safeParse(value).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  )
const entryOf = (more: Partial<Model>, found?: object): Record<string, unknown> => {
  const model = { ...models[0]!, ...more }
  const document = found && { openrouter: { ...mirrored['openrouter'], models: { [model.id]: found } } }
  const { document: made } = composeModelsDev((document as ModelsDevDocument | undefined) ?? null, [model])
  return made['openrouter']!.models[model.id] as Record<string, unknown>
}

describe('what models.dev documents of its entries', () => {
  it.each([
    ['with a mirrored document', mirrored],
    ['without one', null],
  ])('holds for every kind of model, %s', (_what, document) => {
    const composed = composeModelsDev(document, models)
    expect(problems(composed.document['openrouter'])).toEqual([])
    expect(composed.omitted).toBe(document === null ? 2 : 1)
  })

  it('is checked strictly', () => {
    expect(modelsDevModelSchema.safeParse({ ...entryOf({}), unheard_of: 1 }).success).toBe(false)
    expect(modelsDevModelSchema.safeParse({ ...entryOf({}), cost: { input: 1 } }).success).toBe(false)
    expect(modelsDevModelSchema.safeParse({ ...entryOf({}), reasoning: true }).success).toBe(false)
  })
})

describe('the reasoning options of an entry', () => {
  const optionsOf = (reasoning: Model['reasoning'], found?: object): unknown =>
    entryOf({ reasoning }, found && { ...published, reasoning_options: found })['reasoning_options']

  it('are the efforts and the budget that the catalogue tells', () => {
    expect(optionsOf({ mandatory: true, supported_efforts: ['high', 'low', 'none'] })).toEqual([
      { type: 'effort', values: ['high', 'low'] },
    ])
    expect(optionsOf({ mandatory: false, supported_efforts: null, supports_max_tokens: true })).toEqual([
      { type: 'effort', values: ['max', 'xhigh', 'high', 'medium', 'low', 'minimal', 'none'] },
      { type: 'budget_tokens' },
    ])
  })

  it('take the bounds of the budget, or everything, from the published entry where only it knows them', () => {
    const budget = { type: 'budget_tokens', min: 1_024 }
    expect(optionsOf({ supports_max_tokens: true, supported_efforts: ['high'] }, [budget])).toEqual([
      { type: 'effort', values: ['high'] },
      budget,
    ])
    expect(optionsOf({ mandatory: false }, [budget])).toEqual([budget])
  })

  it('are a switch if reasoning can be switched off, else none', () => {
    expect(optionsOf({ mandatory: false })).toEqual([{ type: 'toggle' }])
    expect(optionsOf({ mandatory: true })).toEqual([])
    expect(entryOf({}, { ...published })).not.toHaveProperty('reasoning_options')
  })
})
