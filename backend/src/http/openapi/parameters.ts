/** Path parameters that several routes share, as the contract documents them. */
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import * as z from 'zod'

const orNotFound = 'An unknown model is a 404.'

export const modelId = z.object({
  id: modelIdSchema.meta({
    description: `The id of a model: \`author/slug\`, \`author/slug:variant\` or \`~author/alias\`, raw or percent-encoded. With a routing suffix that is no model of its own (\`:nitro\`, \`:floor\`, \`:online\`, \`:exacto\`) it is the model without it. ${orNotFound}`,
    example: 'openai/gpt-4o',
  }),
})

export const authorAndSlug = z.object({
  author: z.string().meta({ description: `The part of the id before the \`/\`. ${orNotFound}`, example: 'openai' }),
  slug: z
    .string()
    .meta({ description: `The part after the \`/\`, including the variant. ${orNotFound}`, example: 'gpt-4o' }),
})
