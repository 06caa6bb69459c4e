import { z } from 'zod'

// What the official client @openrouter/sdk 1.3.19 requires of a model (its `Model$inboundSchema`). If one model fails, the client
// rejects the whole list. Its enumerations are open, so any string is valid.
const strings = z.array(z.string())
const number = z.number().nullable()
const price = z.string().optional()

const pricing = z.object({
  prompt: z.string(),
  completion: z.string(),
  audio: price,
  audio_output: price,
  discount: z.number().optional(),
  image: price,
  image_output: price,
  image_token: price,
  input_audio_cache: price,
  input_cache_read: price,
  input_cache_write: price,
  input_cache_write_1h: price,
  internal_reasoning: price,
  request: price,
  web_search: price,
  overrides: z
    .array(
      z.object({
        prompt: price,
        completion: price,
        min_prompt_tokens: z.number().optional(),
        utc_start: z.number().optional(),
        utc_end: z.number().optional(),
        utc_days: strings.optional(),
      }),
    )
    .optional(),
})

export const officialModel = z.object({
  id: z.string(),
  canonical_slug: z.string(),
  name: z.string(),
  created: z.int(),
  description: z.string().optional(),
  context_length: z.int().nullable(),
  hugging_face_id: z.string().nullish(),
  expiration_date: z.string().nullish(),
  knowledge_cutoff: z.string().nullish(),
  alias_target: z.object({ slug: z.string(), name: z.string() }).optional(),
  architecture: z.object({
    modality: z.string().nullable(),
    input_modalities: strings,
    output_modalities: strings,
    tokenizer: z.string().optional(),
    instruct_type: z.string().nullish(),
  }),
  pricing,
  top_provider: z.object({
    is_moderated: z.boolean(),
    context_length: z.int().nullish(),
    max_completion_tokens: z.int().nullish(),
  }),
  per_request_limits: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullable(),
  supported_parameters: strings,
  default_parameters: z
    .object({ temperature: number.optional(), top_p: number.optional(), top_k: z.int().nullish() })
    .nullable(),
  supported_voices: strings.nullable(),
  links: z.object({ details: z.string() }),
  benchmarks: z
    .object({
      design_arena: z.array(
        z.object({ arena: z.string(), category: z.string(), elo: z.number(), win_rate: z.number(), rank: z.int() }),
      ),
      artificial_analysis: z
        .object({ intelligence_index: number, coding_index: number, agentic_index: number })
        .optional(),
    })
    .optional(),
  reasoning: z
    .object({
      mandatory: z.boolean(),
      supported_efforts: z.array(z.string().nullable()).nullish(),
      default_effort: z.string().nullish(),
    })
    .optional(),
})
