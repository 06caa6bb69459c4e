import * as z from 'zod'
import type { Parameters } from '../route-api.js'

/** The argument that names one model. */
export const modelArgument = {
  id: z
    .string({ error: 'required: a model id such as openai/gpt-4o' })
    .max(255, 'must have at most 255 characters')
    .meta({
      description: 'The id of the model, such as `openai/gpt-4o`. find_models finds ids.',
    }),
}

/** Parameters that belong in the query: not the id, nor those of pages. */
export function withoutId({ id: _id, limit: _limit, offset: _offset, ...query }: Parameters): Parameters {
  return query
}
