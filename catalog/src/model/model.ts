// One entry of the catalogue as OpenRouter publishes it. The schema tolerates the oddities of real data and is strict where wrong
// data would do harm: in cost calculations, in OpenRouter's own clients, or in the database (ranges of its types).
import * as z from 'zod'
import {
  aliasTargetSchema,
  architectureSchema,
  benchmarksSchema,
  defaultParametersSchema,
  linksSchema,
  perRequestLimitsSchema,
  pricingSchema,
  reasoningSchema,
  topProviderSchema,
} from './schema-parts.js'

/** 9999-12-31T23:59:59Z. Larger values are timestamps in milliseconds, or not representable as a date. */
const MAX_UNIX_SECONDS = 253_402_300_799

/** The largest value of an `integer` column, 200 times the largest known context. */
const MAX_CONTEXT = 2_147_483_647

/** An id that is safe in a URL path: `author/slug`, `author/slug:variant` or `~author/alias`, at most 255 characters. */
export const modelIdSchema = z
  .string()
  .max(255, 'expected at most 255 characters')
  .regex(
    /^~?[A-Za-z0-9_][A-Za-z0-9_.-]*\/[A-Za-z0-9_][A-Za-z0-9_.+@-]*(?::[A-Za-z0-9_.-]+)?$/,
    'expected author/slug, author/slug:variant or ~author/alias',
  )
  .meta({
    description: 'Unique key of the model: author/slug, author/slug:variant or ~author/alias.',
    example: 'openai/gpt-4o',
  })

/** A model. Unknown fields are kept at every level. Key order here is the canonical order (`canonical.ts`). */
export const modelSchema = z
  .looseObject({
    id: modelIdSchema,
    canonical_slug: z
      .string()
      .optional()
      .meta({ description: 'Dated slug. Several ids can share it.', example: 'openai/gpt-4o-2024-11-20' }),
    alias_target: aliasTargetSchema.optional(),
    hugging_face_id: z
      .string()
      .nullish()
      .meta({ description: 'Id on Hugging Face; empty or null if there is none.', example: 'microsoft/phi-4' }),
    name: z.string().meta({ description: 'Display name. It may start or end with spaces.', example: 'OpenAI: GPT-4o' }),
    created: z.int().nonnegative().max(MAX_UNIX_SECONDS).optional().meta({
      description: 'When it was added to OpenRouter, in Unix seconds.',
      example: 1_715_367_049,
    }),
    description: z.string().optional().meta({
      description: 'Markdown. Long descriptions are truncated and end in "...".',
      example: 'GPT-4o ("o" for "omni") is …',
    }),
    context_length: z.int().nonnegative().max(MAX_CONTEXT).nullish().meta({
      description: 'Context length in tokens. 0 or null if not applicable, for example for image models.',
      example: 128_000,
    }),
    architecture: architectureSchema.optional(),
    pricing: pricingSchema.optional(),
    top_provider: topProviderSchema.optional(),
    per_request_limits: perRequestLimitsSchema.nullish(),
    supported_parameters: z
      .array(z.string())
      .optional()
      .meta({
        description: 'Request parameters that at least one provider of the model accepts.',
        example: ['max_tokens', 'temperature', 'tools'],
      }),
    default_parameters: defaultParametersSchema.nullish(),
    supported_voices: z
      .array(z.string())
      .nullish()
      .meta({ description: 'Voices of a speech model; otherwise null.', example: ['alloy', 'nova'] }),
    knowledge_cutoff: z.string().nullish().meta({
      description: 'Last day of the training data (YYYY-MM-DD); null if unknown.',
      example: '2024-10-01',
    }),
    expiration_date: z.string().nullish().meta({
      description: 'Day from which the model may be removed (YYYY-MM-DD). Null or 2098-12-31: no expiry date.',
      example: '2026-09-30',
    }),
    links: linksSchema.optional(),
    benchmarks: benchmarksSchema.optional(),
    reasoning: reasoningSchema.optional(),
  })
  .meta({
    id: 'Model',
    description: 'One model, as OpenRouter describes it. Unlisted fields are passed through unchanged.',
  })

export type Model = z.infer<typeof modelSchema>
