import * as z from 'zod'

/** Documents of upstream are passed on as they come: only what tells one from another is promised. */
export const endpointsSchema = z
  .looseObject({
    data: z.looseObject({
      id: z.string().meta({ description: 'The id of the model', example: 'openai/gpt-4o' }),
      endpoints: z.array(z.looseObject({})).meta({
        description: "Who hosts it, at which price and with which limits: OpenRouter's own fields",
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
