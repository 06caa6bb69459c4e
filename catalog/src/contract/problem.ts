import * as z from 'zod'

/** RFC 9457 problem details, with the `error` member that clients of OpenRouter and of OpenAI read. */
export const problemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: 'Always about:blank: the status identifies the problem', example: 'about:blank' }),
    title: z.string().meta({ description: 'Reason phrase of the status', example: 'Not Found' }),
    status: z.int().min(400).max(599).meta({ description: 'The HTTP status', example: 404 }),
    detail: z
      .string()
      .meta({ description: 'What is wrong with this request', example: 'there is no model "openai/gpt-0"' }),
    instance: z
      .string()
      .optional()
      .meta({ description: 'URN of the request id', example: 'urn:request:01995f3c-8a2e' }),
    parameter: z.string().optional().meta({ description: 'The invalid query parameter', example: 'limit' }),
    error: z.object({
      code: z.int().min(400).max(599).meta({ description: 'The HTTP status', example: 404 }),
      message: z.string().meta({ description: 'The same as `detail`', example: 'there is no model "openai/gpt-0"' }),
      type: z.string().meta({ description: 'Stable identifier of the status', example: 'not_found' }),
    }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>
