import type { Model } from '../../src/model/model.js'

/** A complete model in upstream's current format. `fields` replaces whole fields; `undefined` removes one. */
export function makeModel(fields: Record<string, unknown> = {}): Model {
  const id = typeof fields['id'] === 'string' ? fields['id'] : 'acme/one'
  const model: Record<string, unknown> = {
    id,
    canonical_slug: `${id}-20260101`,
    hugging_face_id: '',
    name: `Acme: ${id}`,
    created: 1_760_000_000,
    description: 'A model for tests.',
    context_length: 128_000,
    architecture: {
      modality: 'text+image->text',
      input_modalities: ['text', 'image'],
      output_modalities: ['text'],
      tokenizer: 'GPT',
      instruct_type: null,
    },
    pricing: { prompt: '0.000001', completion: '0.000002' },
    top_provider: { context_length: 128_000, max_completion_tokens: 16_000, is_moderated: false },
    per_request_limits: null,
    supported_parameters: ['max_tokens', 'temperature', 'tools'],
    default_parameters: {},
    supported_voices: null,
    knowledge_cutoff: null,
    expiration_date: null,
    links: { details: `/api/v1/models/${id}/endpoints` },
    ...fields,
  }
  return Object.fromEntries(Object.entries(model).filter(([, value]) => value !== undefined)) as Model
}

/** `count` models with distinct ids. */
export function makeModels(count: number, fields: Record<string, unknown> = {}): Model[] {
  return Array.from({ length: count }, (_, index) => makeModel({ id: `acme/model-${index}`, ...fields }))
}

export function byId(models: readonly Model[]): Map<string, Model> {
  return new Map(models.map((model) => [model.id, model]))
}
