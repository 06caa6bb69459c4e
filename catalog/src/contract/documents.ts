import * as z from 'zod'

/** Upstream documents are passed through unchanged, so only their identifying fields are part of the contract. */
export const endpointsSchema = z
  .looseObject({
    data: z.looseObject({
      id: z.string().meta({ description: 'Id of the model', example: 'openai/gpt-4o' }),
      endpoints: z.array(z.looseObject({})).meta({
        description: "The providers that host it, with prices and limits, in OpenRouter's format",
        example: [{ name: 'OpenAI | openai/gpt-4o', provider_name: 'OpenAI' }],
      }),
    }),
  })
  .meta({ id: 'Endpoints' })

export const providersSchema = z
  .looseObject({
    data: z.array(
      z.looseObject({ name: z.string().meta({ example: 'OpenAI' }), slug: z.string().meta({ example: 'openai' }) }),
    ),
  })
  .meta({ id: 'Providers' })
