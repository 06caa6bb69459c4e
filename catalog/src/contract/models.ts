import * as z from 'zod'
import { modelSchema } from '../model/model.js'
import { count, linksSchema, reason, timestamp } from './fields.js'

const removedAt = timestamp.meta({ description: 'When it left the catalogue. RFC 3339, UTC.' })
const removedModelSchema = modelSchema
  .extend({ removed_at: removedAt })
  .meta({ id: 'RemovedModel', description: 'With `removed`: a model in its last known state, and when it was removed' })
export const sparseModelSchema = modelSchema
  .extend({ removed_at: removedAt })
  .partial()
  .meta({ id: 'SparseModel', description: 'With `fields`: only the requested fields of a model' })

export const modelListSchema = z
  .object({
    data: z.array(z.union([modelSchema, removedModelSchema, sparseModelSchema])),
    total_count: count.meta({ description: 'Number of matching models on all pages', example: 421 }),
    links: linksSchema,
    missing_ids: z
      .array(z.string())
      .optional()
      .meta({
        description: 'Only with `ids`: requested ids that are not in the catalogue',
        example: ['openai/gpt-0'],
      }),
    reason,
  })
  .meta({ id: 'ModelList' })

export const oneModelSchema = z.object({ data: modelSchema }).meta({ id: 'OneModel' })

export const modelCountSchema = z
  .object({ data: z.object({ count: count.meta({ example: 421 }) }), reason })
  .meta({ id: 'ModelCount' })
