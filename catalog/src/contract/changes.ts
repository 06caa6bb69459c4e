import * as z from 'zod'
import { changeKindSchema } from './change-kind.js'
import { linksSchema, modelId, modelName, observedTime } from './fields.js'

export const before = z.unknown().meta({
  description:
    'Value before the change; null if absent. For `model_removed` it is `{name}`; for `schema_changed` it is `{models}`, the number of models with the field. Prices are decimal strings in USD per unit; `"-1"` is dynamic.',
  example: '0.0000025',
})
export const after = z.unknown().meta({
  description:
    'Value after the change. For `model_added` and `model_returned` it is `{name}`; otherwise the same format as `before`.',
  example: '0.000002',
})

export const field = z.string().nullable().meta({
  description: 'Path of the field, such as `pricing.prompt`; null if the whole model was added, removed or returned',
  example: 'pricing.prompt',
})

export const percent = z.number().nullable().meta({
  description:
    'Change of a price in percent, computed exactly and rounded to two decimals; negative if it fell. null if the field is not a price, the old price was zero, or either price is not published, unknown or dynamic.',
  example: -20,
})

export const scheduled = z.boolean().meta({
  description: 'Whether the price only moved between the time windows of an unchanged schedule',
  example: false,
})

export const flappingSchema = z
  .object({
    times: z.int().min(2).meta({ description: 'Number of changes merged into this one', example: 4 }),
    since: observedTime('When the first of them was observed.'),
    values: z
      .array(z.unknown())
      .length(2)
      .meta({
        description: 'The two values it alternated between; the older value first',
        example: ['0.0000025', '0.000002'],
      }),
  })
  .meta({
    id: 'Flapping',
    description:
      'A price that alternates between two values within 24 hours is shown as one change, at its latest move',
  })
export type Flapping = z.infer<typeof flappingSchema>

export const changeSchema = z
  .object({
    seq: z.int().min(1).meta({
      description:
        'Permanent number of the change. Later changes have higher numbers, except those that an import adds to the history.',
      example: 20_417,
    }),
    observed_at: observedTime('When it was first observed.'),
    model_id: modelId.nullable().meta({ description: 'null for `schema_changed` only' }),
    name: modelName.nullable().meta({ description: 'Latest known name of the model; null for `schema_changed`' }),
    author: z.string().nullable().meta({
      description: 'Part of the id before the `/`, without `~`; null for `schema_changed`',
      example: 'openai',
    }),
    kind: changeKindSchema,
    field,
    before,
    after,
    percent,
    scheduled,
    flapping: flappingSchema.nullable().meta({ description: 'null if the price does not flap', example: null }),
    removed_at: observedTime('Only for `model_returned`: when the model had been removed.')
      .nullable()
      .meta({ example: null }),
    removed_seq: z.int().min(1).nullable().meta({
      description: 'Only for `model_returned`: the `seq` of the change that removed the model',
      example: null,
    }),
  })
  .meta({ id: 'Change', description: 'One typed difference between two consecutive catalogues' })
/** A change as the API returns it. `Change` of `changes/change.ts` is one as the diff derives it. */
export type ListedChange = z.infer<typeof changeSchema>

export const changeListSchema = z
  .object({
    data: z.array(changeSchema),
    links: linksSchema.extend({
      next: linksSchema.shape.next.meta({ example: '/api/changes?limit=100&cursor=MTc1NTg3MTUwMDAwMC4yMDQxNw' }),
    }),
  })
  .meta({ id: 'ChangeList' })
