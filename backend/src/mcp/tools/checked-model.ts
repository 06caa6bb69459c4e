import { lifecycleStatementSchema } from '@modelkeep/catalog/contract/lifecycle'
import { modelId } from '@modelkeep/catalog/contract/fields'
import * as z from 'zod'

const findingSchema = z.object({
  kind: z.enum(['gone', 'unknown', 'expiring', 'deprecated', 'repriced', 'published', 'withdrawn', 'renamed']),
  removed_at: z.string().optional().meta({ description: 'Of `gone`: when it left the catalogue. RFC 3339, UTC.' }),
  near: z.array(modelId).optional().meta({ description: 'Of `unknown`: similar ids, most similar first' }),
  expiration_date: z.string().optional().meta({ description: 'Of `expiring`: YYYY-MM-DD' }),
  statements: z
    .array(lifecycleStatementSchema.partial({ since: true }))
    .optional()
    .meta({ description: 'Of `expiring` and `deprecated`: which catalogue announces what' }),
  disagreement: z.boolean().optional().meta({ description: 'Whether the catalogues contradict each other' }),
  days: z.int().optional().meta({ description: 'Of `expiring`: from today; negative if past' }),
  field: z.string().optional().meta({ description: 'What changed, such as `pricing.prompt`' }),
  before: z.unknown().optional().meta({ description: 'Prices are USD per token, per image or per request' }),
  after: z.unknown().optional(),
  percent: z.number().nullable().optional().meta({ description: 'Of `repriced`: negative if it fell' }),
})

const priceOrNull = z.string().nullable().meta({ description: 'USD per token' })
const percent = z
  .number()
  .nullable()
  .meta({ description: 'Compared with the model that it replaces; negative: cheaper' })
const tokens = z.number().nullable().meta({ description: 'In tokens' })

const replacementSchema = z.object({
  id: modelId,
  name: z.string(),
  prompt_percent: percent,
  completion_percent: percent,
  pricing: z.object({ prompt: priceOrNull, completion: priceOrNull }),
  context_length: z.object({ before: tokens, after: tokens }),
  lost: z.array(z.string()).meta({ description: 'What the replacement does not support' }),
})

/** A `CheckedModel` of `check-models.ts` in the catalogue. */
export const checkedModelSchema = z.object({
  id: z.string().meta({ description: 'As given' }),
  name: z.string().nullable(),
  findings: z.array(findingSchema).meta({ description: 'Empty: the model is fine' }),
  replacement: replacementSchema
    .nullable()
    .meta({ description: 'The closest model by the same author, for a model that is gone, expiring or deprecated' }),
})
