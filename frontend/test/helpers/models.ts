import type { Model } from '@modelkeep/catalog/model/model'

/** Only the required fields. */
export const bareModel: Model = { id: 'a/bare', name: 'A: Bare' }

export const chatModel: Model = {
  id: 'openai/gpt-4o',
  canonical_slug: 'openai/gpt-4o-2024-11-20',
  hugging_face_id: '',
  name: 'OpenAI: GPT-4o',
  created: 1_715_367_049,
  description: 'GPT-4o reads **text** and images.',
  context_length: 128_000,
  architecture: {
    modality: 'text+image->text',
    input_modalities: ['text', 'image'],
    output_modalities: ['text'],
    tokenizer: 'GPT',
    instruct_type: null,
  },
  pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125' },
  top_provider: { context_length: 128_000, max_completion_tokens: 16_384, is_moderated: true },
  per_request_limits: null,
  supported_parameters: ['temperature', 'tools'],
  default_parameters: { temperature: null },
  supported_voices: null,
  knowledge_cutoff: '2023-10-31',
  expiration_date: null,
  links: { details: '/api/v1/models/openai/gpt-4o/endpoints' },
}

export const imageModel: Model = {
  id: 'google/gemini-image',
  name: 'Google: Gemini Image',
  context_length: 32_768,
  architecture: { input_modalities: ['text', 'image'], output_modalities: ['text', 'image'] },
  pricing: { prompt: '0.0000003', completion: '0.0000025', image_output: '0.00003' },
}
