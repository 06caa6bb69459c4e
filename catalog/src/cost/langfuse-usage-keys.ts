import type { PartKind } from './parts.js'

/** Keys under which Langfuse's integrations count the parts of a call. The counts exclude each other. */
export const LANGFUSE_USAGE_KEYS = {
  input: ['input', 'input_tokens'],
  cached_input: ['input_cached_tokens', 'input_cached_text_tokens', 'input_cache_read', 'cache_read_input_tokens'],
  cache_write: [
    'input_cache_creation',
    'input_cache_creation_5m',
    'cache_creation_input_tokens',
    'input_cache_write_tokens',
    'input_cache_write',
  ],
  cache_write_1h: ['input_cache_creation_1h'],
  audio_input: ['input_audio_tokens'],
  cached_audio_input: ['input_cached_audio_tokens'],
  output: ['output', 'output_tokens'],
  reasoning: ['output_reasoning_tokens', 'output_reasoning'],
  audio_output: ['output_audio_tokens'],
  image_output: ['output_image_tokens'],
} as const satisfies Partial<Record<PartKind, readonly string[]>>
