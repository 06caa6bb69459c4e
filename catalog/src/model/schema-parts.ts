// The objects nested in a model. Types are those of OpenRouter's API description, since OpenRouter's clients reject a whole list for
// one value of another type. Enumerations are open, nothing is required, and unknown fields are kept.
import * as z from 'zod'
import { PRICE_MAX_LENGTH, PRICE_PATTERN, type PriceKey } from './price-format.js'

const tokenCount = z.int().nonnegative()
const clock = z.number().min(0).max(2400)
const score = z.number().nullish()

const priceString = z
  .string()
  .max(PRICE_MAX_LENGTH, `expected at most ${PRICE_MAX_LENGTH} characters`)
  .regex(PRICE_PATTERN, 'expected a decimal string such as "0.00000125", "0", or "-1" for dynamic')

function price(unit: string, example: string) {
  return priceString
    .optional()
    .meta({ description: `USD per ${unit}: an exact decimal string, or "-1" if dynamic.`, example })
}

const prices = {
  prompt: price('prompt token', '0.00000125'),
  completion: price('completion token', '0.00001'),
  request: price('request', '0.005'),
  image: price('input image', '0.0048'),
  image_token: price('image token', '0.000008'),
  image_output: price('output image token', '0.00003'),
  audio: price('audio input token', '0.000001'),
  audio_output: price('audio output token', '0.000064'),
  input_audio_cache: price('cached audio input token', '0.0000003'),
  web_search: price('web search', '0.01'),
  internal_reasoning: price('internal reasoning token', '0.000012'),
  input_cache_read: price('prompt token read from the cache', '0.000000125'),
  input_cache_write: price('prompt token written to the cache', '0.0000015625'),
  input_cache_write_1h: price('prompt token written to the one-hour cache', '0.0000025'),
} satisfies Record<PriceKey, z.ZodType>

const overrideSchema = z
  .looseObject({
    min_prompt_tokens: z.number().optional().meta({
      description: 'Condition: the prompt has more than this many tokens.',
      example: 200_000,
    }),
    utc_start: clock.optional().meta({
      description: 'Condition: start of a daily time window, inclusive, as the number HHMM in UTC (1030 is 10:30).',
      example: 100,
    }),
    utc_end: clock.optional().meta({
      description:
        'Condition: end of that window, exclusive, as HHMM. The window wraps past midnight if this is below utc_start.',
      example: 400,
    }),
    utc_days: z
      .array(z.string())
      .optional()
      .meta({ description: 'Condition: days of the week in UTC.', example: ['saturday', 'sunday'] }),
    ...prices,
  })
  .meta({
    id: 'PricingOverride',
    description:
      'Prices that apply while all conditions hold. If several overrides apply, later ones win, key by key. Missing keys keep the base price.',
  })

export const pricingSchema = z
  .looseObject({
    ...prices,
    discount: z.number().optional().meta({ description: 'Discount as a fraction: 0 is none, 1 is free.', example: 0 }),
    overrides: z.array(overrideSchema).optional().meta({
      description: 'Price tiers by prompt size and time windows. During a window the top-level prices show its prices.',
    }),
  })
  .meta({
    id: 'Pricing',
    description: 'Prices in USD as exact decimal strings. An absent price is unknown, not zero.',
  })

export const architectureSchema = z
  .looseObject({
    modality: z
      .string()
      .nullish()
      .meta({ description: 'Input and output modalities in one string.', example: 'text+image->text' }),
    input_modalities: z
      .array(z.string())
      .optional()
      .meta({ description: 'Input modalities.', example: ['text', 'image'] }),
    output_modalities: z
      .array(z.string())
      .optional()
      .meta({ description: 'Output modalities.', example: ['text'] }),
    tokenizer: z.string().optional().meta({ description: 'Tokenizer family.', example: 'GPT' }),
    instruct_type: z
      .string()
      .nullish()
      .meta({ description: 'Instruction format; null if it has none.', example: 'chatml' }),
  })
  .meta({ id: 'Architecture', description: 'Modalities and tokenizer.' })

export const topProviderSchema = z
  .looseObject({
    context_length: tokenCount.nullish().meta({
      description: 'Context length in tokens at the top provider. It can differ from that of the model.',
      example: 200_000,
    }),
    max_completion_tokens: tokenCount
      .nullish()
      .meta({ description: 'Maximum completion length in tokens; null if unknown.', example: 64_000 }),
    is_moderated: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the provider moderates content.', example: false }),
  })
  .meta({ id: 'TopProvider', description: 'Limits of the provider that OpenRouter ranks first.' })

export const perRequestLimitsSchema = z
  .looseObject({
    prompt_tokens: z.number().optional().meta({ description: 'Maximum prompt tokens per request.', example: 1000 }),
    completion_tokens: z
      .number()
      .optional()
      .meta({ description: 'Maximum completion tokens per request.', example: 1000 }),
  })
  .meta({ id: 'PerRequestLimits', description: 'Limits per request.' })

const setting = z.number().nullish()

export const defaultParametersSchema = z
  .looseObject({
    temperature: setting.meta({ description: 'Default of temperature.', example: 0.7 }),
    top_p: setting.meta({ description: 'Default of top_p.', example: 0.95 }),
    top_k: z.int().nullish().meta({ description: 'Default of top_k.', example: 40 }),
    frequency_penalty: setting.meta({ description: 'Default of frequency_penalty.', example: 0 }),
    presence_penalty: setting.meta({ description: 'Default of presence_penalty.', example: 0 }),
    repetition_penalty: setting.meta({ description: 'Default of repetition_penalty.', example: 1.05 }),
  })
  .meta({
    id: 'DefaultParameters',
    description: 'Default sampling parameters. Null or absent: the provider decides.',
  })

export const reasoningSchema = z
  .looseObject({
    mandatory: z.boolean().optional().meta({ description: 'Whether reasoning cannot be disabled.', example: false }),
    default_enabled: z
      .boolean()
      .optional()
      .meta({ description: 'Whether reasoning is enabled by default.', example: true }),
    supports_max_tokens: z
      .boolean()
      .optional()
      .meta({ description: 'Whether reasoning.max_tokens is accepted.', example: true }),
    supported_efforts: z
      .array(z.string().nullable())
      .nullish()
      .meta({
        description: 'Accepted efforts, highest first; null: all.',
        example: ['high', 'medium', 'low'],
      }),
    default_effort: z.string().nullish().meta({ description: 'Default effort.', example: 'medium' }),
  })
  .meta({ id: 'Reasoning', description: 'Reasoning options. Absent if the model does not reason.' })

const arenaSchema = z.looseObject({
  arena: z.string().optional().meta({ description: 'Name of the arena.', example: 'models' }),
  category: z.string().optional().meta({ description: 'Category within the arena.', example: 'website' }),
  elo: z.number().optional().meta({ description: 'Elo rating.', example: 1385.2 }),
  win_rate: z.number().optional().meta({ description: 'Battles won, in percent.', example: 62.5 }),
  rank: z.int().optional().meta({ description: 'Rank; 1 is best.', example: 5 }),
})

const indexesSchema = z.looseObject({
  intelligence_index: score.meta({ description: 'Intelligence Index; null if not measured.', example: 71.4 }),
  coding_index: score.meta({ description: 'Coding Index; null if not measured.', example: 63.2 }),
  agentic_index: score.meta({ description: 'Agentic Index; null if not measured.', example: 55.8 }),
})

export const benchmarksSchema = z
  .looseObject({
    design_arena: z.array(arenaSchema).optional().meta({ description: 'Design Arena ratings by arena and category.' }),
    artificial_analysis: indexesSchema.optional().meta({ description: 'Scores from Artificial Analysis.' }),
  })
  .meta({ id: 'Benchmarks', description: 'Third-party rankings. Absent if there are none.' })

export const aliasTargetSchema = z
  .looseObject({
    slug: z
      .string()
      .optional()
      .meta({ description: 'Id of the model that the alias points to.', example: 'openai/gpt-5.4' }),
    name: z.string().optional().meta({ description: 'Name of that model.', example: 'OpenAI: GPT-5.4' }),
  })
  .meta({ id: 'AliasTarget', description: 'The model that a `~author/alias` id currently points to.' })

export const linksSchema = z
  .looseObject({
    details: z.string().optional().meta({
      description: "Path of the model's endpoints in OpenRouter's API.",
      example: '/api/v1/models/openai/gpt-4o/endpoints',
    }),
  })
  .meta({ id: 'ModelLinks', description: 'Links to more information.' })
