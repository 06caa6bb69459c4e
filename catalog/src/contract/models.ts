import * as z from 'zod'
import { modelSchema as upstreamModelSchema } from '../model/model.js'
import { pricingSchema } from '../model/schema-parts.js'
import { count, linksSchema, reason, timestamp } from './fields.js'

/** A model as it is shown. */
const modelSchema = upstreamModelSchema
  .extend({
    published_pricing: pricingSchema.nullable().optional().meta({
      description:
        'With `source`: the pricing that OpenRouter publishes, null if none. Absent if OpenRouter does not list the model.',
    }),
    source: z.literal('overlay').optional().meta({
      description: 'Present if `pricing`, or the whole model, is from OVERLAY_FILE and not from OpenRouter.',
      example: 'overlay',
    }),
  })
  .meta({
    id: 'Model',
    description:
      'One model, as OpenRouter describes it. Unlisted fields are passed through unchanged. The prices, or all of it, may be those of OVERLAY_FILE.',
  })

const removedAt = timestamp.meta({ description: 'When it left the catalogue. RFC 3339, UTC.' })
const removedModelSchema = upstreamModelSchema
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
