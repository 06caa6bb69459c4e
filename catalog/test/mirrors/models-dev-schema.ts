// What models.dev documents of an entry of its `api.json`, without its lists of families and its authoring format:
// https://github.com/anomalyco/models.dev (packages/core/src/schema.ts). Unknown keys fail.
import * as z from 'zod'

const price = z.number().min(0)
const date = z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/)
const modality = z.enum(['text', 'audio', 'image', 'video', 'pdf'])
const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'default'])

/** USD per million tokens. */
const prices = z.strictObject({
  input: price,
  output: price,
  reasoning: price.optional(),
  cache_read: price.optional(),
  cache_write: price.optional(),
  input_audio: price.optional(),
  output_audio: price.optional(),
})
const tier = prices.extend({ tier: z.strictObject({ type: z.literal('context'), size: z.int().min(0) }) })
const cost = prices
  .extend({ tiers: z.array(tier).optional(), context_over_200k: prices.optional() })
  .refine(({ tiers = [] }) => new Set(tiers.map((one) => one.tier.size)).size === tiers.length, {
    error: 'two tiers have the same size',
    path: ['tiers'],
  })

const reasoningOption = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('toggle') }),
  z.strictObject({ type: z.literal('effort'), values: z.array(effort.nullable()) }),
  z
    .strictObject({ type: z.literal('budget_tokens'), min: z.number().min(-1).optional(), max: price.optional() })
    .refine(({ min = -1, max = Infinity }) => min <= max, { error: 'min is above max', path: ['min'] }),
])

/** How a client calls one model or mode differently from the provider. */
const call = z.strictObject({
  npm: z.string().optional(),
  api: z.string().optional(),
  shape: z.enum(['responses', 'completions']).optional(),
  body: z.record(z.string(), z.json()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
})
const mode = z.strictObject({ cost: prices.optional(), provider: call.pick({ body: true, headers: true }).optional() })

export const modelsDevModelSchema = z
  .strictObject({
    id: z.string(),
    name: z.string().min(1),
    family: z.string().min(1).optional(),
    attachment: z.boolean(),
    reasoning: z.boolean(),
    reasoning_options: z.array(reasoningOption).optional(),
    tool_call: z.boolean(),
    interleaved: z
      .union([z.literal(true), z.strictObject({ field: z.enum(['reasoning_content', 'reasoning_details']) })])
      .optional(),
    structured_output: z.boolean().optional(),
    temperature: z.boolean().optional(),
    knowledge: date.optional(),
    release_date: date,
    last_updated: date,
    modalities: z.strictObject({ input: z.array(modality), output: z.array(modality) }),
    open_weights: z.boolean(),
    limit: z.strictObject({
      context: z.number().min(0),
      input: z.number().min(0).optional(),
      output: z.number().min(0),
    }),
    status: z.enum(['alpha', 'beta', 'deprecated']).optional(),
    experimental: z.strictObject({ modes: z.record(z.string(), mode).optional() }).optional(),
    provider: call.optional(),
    cost: cost.optional(),
  })
  .refine(({ reasoning, reasoning_options: options }) => reasoning === (options !== undefined), {
    error: 'must be there if reasoning is true, and only then',
    path: ['reasoning_options'],
  })
  .refine(({ reasoning, cost: found }) => reasoning || found?.reasoning === undefined, {
    error: 'must not be there if reasoning is false',
    path: ['cost', 'reasoning'],
  })

/** Packages whose provider names its URL, may name it, or, like all others, must not. */
const NEEDS_API = ['@ai-sdk/openai-compatible', '@openrouter/ai-sdk-provider']
const MAY_HAVE_API = ['@ai-sdk/openai', '@ai-sdk/anthropic', 'kiro-acp-ai-provider']

export const modelsDevProviderSchema = z
  .strictObject({
    id: z.string(),
    env: z.array(z.string()).min(1),
    npm: z.string().min(1),
    api: z.string().optional(),
    name: z.string().min(1),
    doc: z.string().min(1),
    models: z.record(z.string(), modelsDevModelSchema),
  })
  .refine(({ npm, api }) => MAY_HAVE_API.includes(npm) || NEEDS_API.includes(npm) === (api !== undefined), {
    error: 'must be there for these packages only',
    path: ['api'],
  })
