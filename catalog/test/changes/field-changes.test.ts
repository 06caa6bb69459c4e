import { describe, expect, it } from 'vitest'
import { diffFields, changedFields, architecture, provider } from '../helpers/diff-models.js'

describe('limits, capabilities, names and expiry', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown[]]>([
    [
      'context',
      { context_length: 8000 },
      { context_length: 16_000 },
      ['context_changed', 'context_length', 8000, 16_000],
    ],
    [
      'context that is gone',
      { context_length: 8000 },
      { context_length: null },
      ['context_changed', 'context_length', 8000, null],
    ],
    [
      "a provider's context",
      provider({}),
      provider({ context_length: 5 }),
      ['context_changed', 'top_provider.context_length', 128_000, 5],
    ],
    [
      'the maximum output',
      provider({}),
      provider({ max_completion_tokens: null }),
      ['context_changed', 'top_provider.max_completion_tokens', 16_000, null],
    ],
    [
      'inputs',
      architecture({}),
      architecture({ input_modalities: ['text'] }),
      ['capability_changed', 'architecture.input_modalities', ['text', 'image'], ['text']],
    ],
    [
      'outputs',
      architecture({}),
      architecture({ output_modalities: ['text', 'image'] }),
      ['capability_changed', 'architecture.output_modalities', ['text'], ['text', 'image']],
    ],
    [
      'a tokenizer',
      architecture({}),
      architecture({ tokenizer: 'Other' }),
      ['capability_changed', 'architecture.tokenizer', 'GPT', 'Other'],
    ],
    [
      'an instruct type',
      architecture({}),
      architecture({ instruct_type: 'chatml' }),
      ['capability_changed', 'architecture.instruct_type', null, 'chatml'],
    ],
    [
      'parameters',
      { supported_parameters: ['a'] },
      { supported_parameters: ['b', 'a'] },
      ['capability_changed', 'supported_parameters', ['a'], ['b', 'a']],
    ],
    ['voices', {}, { supported_voices: ['nova'] }, ['capability_changed', 'supported_voices', null, ['nova']]],
    [
      'that it reasons',
      {},
      { reasoning: { mandatory: true } },
      ['capability_changed', 'reasoning', null, { mandatory: true }],
    ],
    [
      'how it reasons',
      { reasoning: { default_effort: 'low' } },
      { reasoning: { default_effort: 'high' } },
      ['capability_changed', 'reasoning.default_effort', 'low', 'high'],
    ],
    [
      'a default',
      { default_parameters: null },
      { default_parameters: { top_p: 0.9 } },
      ['capability_changed', 'default_parameters.top_p', null, 0.9],
    ],
    [
      'moderation',
      provider({}),
      provider({ is_moderated: true }),
      ['capability_changed', 'top_provider.is_moderated', false, true],
    ],
    [
      'request limits',
      {},
      { per_request_limits: { prompt_tokens: 5 } },
      ['capability_changed', 'per_request_limits', null, { prompt_tokens: 5 }],
    ],
    [
      'a knowledge cutoff',
      {},
      { knowledge_cutoff: '2026-01-01' },
      ['capability_changed', 'knowledge_cutoff', null, '2026-01-01'],
    ],
    ['an end', {}, { expiration_date: '2026-09-30' }, ['deprecation_announced', 'expiration_date', null, '2026-09-30']],
    [
      'an end that is put off',
      { expiration_date: '2026-09-30' },
      { expiration_date: '2026-12-31' },
      ['deprecation_announced', 'expiration_date', '2026-09-30', '2026-12-31'],
    ],
    [
      'an end that is called off',
      { expiration_date: '2026-09-30' },
      { expiration_date: '2098-12-31' },
      ['deprecation_announced', 'expiration_date', '2026-09-30', null],
    ],
    ['a name', { name: 'One ' }, { name: 'Two' }, ['renamed', 'name', 'One', 'Two']],
    [
      'a slug',
      { canonical_slug: 'a/b-1' },
      { canonical_slug: 'a/b-2' },
      ['renamed', 'canonical_slug', 'a/b-1', 'a/b-2'],
    ],
    [
      'what an alias stands for',
      { alias_target: { slug: 'a/b' } },
      { alias_target: { slug: 'a/c' } },
      ['renamed', 'alias_target.slug', 'a/b', 'a/c'],
    ],
  ])('report %s', (_, before, after, change) => {
    expect(changedFields(before, after)).toEqual([change])
    const [{ modelId, scheduled } = { modelId: '', scheduled: true }] = diffFields(before, after)
    expect([modelId, scheduled]).toEqual(['acme/one', false])
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['the order of parameters', { supported_parameters: ['a', 'b'] }, { supported_parameters: ['b', 'a'] }],
    ['the order of modalities', architecture({}), architecture({ input_modalities: ['image', 'text'] })],
    [
      'modalities that are now listed as well',
      architecture({ input_modalities: undefined, output_modalities: undefined }),
      architecture({}),
    ],
    ['the modality text, which repeats the lists', architecture({}), architecture({ modality: 'text->text' })],
    [
      'the order of efforts',
      { reasoning: { supported_efforts: ['high', 'low'] } },
      { reasoning: { supported_efforts: ['low', 'high'] } },
    ],
    [
      'defaults that are null, absent or empty',
      { default_parameters: null },
      { default_parameters: { temperature: null, top_k: null } },
    ],
    ['voices that are null or none', { supported_voices: null }, { supported_voices: [] }],
    ['the end of 2098, which means none', { expiration_date: null }, { expiration_date: '2098-12-31' }],
    ['the end of 2098, come to a model without any', { expiration_date: undefined }, { expiration_date: '2098-12-31' }],
    ['blanks around a name', { name: 'One' }, { name: ' One  ' }],
    ['a slug that appears', { canonical_slug: undefined }, { canonical_slug: 'a/b' }],
    ['a description', { description: 'a' }, { description: 'b' }],
    ['links', { links: { details: '/a' } }, { links: { details: '/b' } }],
    ['a date of creation', { created: 1 }, { created: 2 }],
    ['an id on Hugging Face', { hugging_face_id: '' }, { hugging_face_id: 'a/b' }],
    ['benchmarks', { benchmarks: { design_arena: [] } }, { benchmarks: { artificial_analysis: { coding_index: 5 } } }],
    ['an unknown field', { new_field: 1 }, { new_field: 2 }],
    ['an unknown field of a known object', { reasoning: { style: 1 } }, { reasoning: { style: 2 } }],
  ])('ignore %s', (_, before, after) => {
    expect(changedFields(before, after)).toEqual([])
    expect(changedFields(after, before)).toEqual([])
  })
})
