// The documents of other catalogues, as they are served. Their formats are those of models.dev and LiteLLM.
import * as z from 'zod'

const modelsDevModelSchema = z
  .looseObject({
    id: z.string().meta({ example: 'openai/gpt-4o' }),
    name: z.string().meta({ example: 'GPT-4o' }),
    cost: z
      .looseObject({ input: z.number().optional(), output: z.number().optional() })
      .optional()
      .meta({
        description: 'USD per million tokens; absent if not known, or if the format cannot express it',
        example: { input: 2.5, output: 10 },
      }),
    limit: z
      .looseObject({ context: z.number().optional(), output: z.number().optional() })
      .optional()
      .meta({ description: 'Tokens', example: { context: 128_000, output: 16_384 } }),
  })
  .meta({ id: 'ModelsDevModel' })

export const modelsDevDocumentSchema = z
  .record(
    z.string(),
    z.looseObject({ id: z.string(), name: z.string(), models: z.record(z.string(), modelsDevModelSchema) }),
  )
  .meta({ id: 'ModelsDevDocument', description: 'Providers by id, each with its models by id' })

export const liteLlmDocumentSchema = z
  .record(
    z.string(),
    z.looseObject({
      litellm_provider: z.string().optional().meta({ example: 'openrouter' }),
      input_cost_per_token: z.unknown().optional().meta({ description: 'USD', example: 0.0000025 }),
      output_cost_per_token: z.unknown().optional().meta({ description: 'USD', example: 0.00001 }),
    }),
  )
  .meta({ id: 'LiteLlmDocument', description: 'Models by `provider/model`' })
