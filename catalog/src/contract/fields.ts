// Fields that several responses share.
import * as z from 'zod'

/** RFC 3339 in UTC with milliseconds, the format of every time in a response. */
export const timestamp = z.iso.datetime().meta({ description: 'RFC 3339, UTC', example: '2026-08-22T14:05:00.000Z' })
export const count = z.int().min(0)
export const hash = (of: string) =>
  z
    .string()
    .meta({ description: `SHA-256 of ${of}, in base64url`, example: 'mWmqlbOE7q3LwKeA2dVzDgvDTHFHyXZDbGk5qfTKPdE' })

export const linksSchema = z.object({
  next: z.string().nullable().meta({
    description: 'Path and query of the next page; null on the last page',
    example: '/api/models?limit=500&offset=500',
  }),
})

export const reason = z.string().optional().meta({
  description: 'Why the response is empty. Present only if there was no catalogue yet at `as_of`.',
  example: 'no data for this time: the first observation was made at 2024-09-21T00:00:00.000Z',
})

/** A timestamp with a description of its own. */
export const observedTime = (description: string, example = '2026-08-22T14:05:00.000Z') =>
  z.iso.datetime().meta({ description: `${description} RFC 3339, UTC.`, example })

export const modelId = z.string().meta({ description: 'Id of the model', example: 'openai/gpt-4o' })
export const modelName = z.string().meta({ description: 'Name of the model', example: 'OpenAI: GPT-4o' })
