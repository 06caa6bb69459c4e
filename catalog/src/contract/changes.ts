import * as z from 'zod'
import { changeKindSchema } from './change-kind.js'
import { linksSchema, modelId, modelName, observedTime } from './fields.js'

export const before = z.unknown().meta({
  description:
    'What the field said before, null where it said nothing; `{name}` of the model for `model_removed`; `{models}`, how many models had the field, for `schema_changed`. Prices are decimal strings of USD per unit, `"-1"` is dynamic.',
  example: '0.0000025',
})
export const after = z.unknown().meta({
  description: 'What it says after; `{name}` of the model for `model_added` and `model_returned`; else as `before`',
  example: '0.000002',
})

export const field = z.string().nullable().meta({
  description: 'Which field, as a path such as `pricing.prompt`; null where the whole model came or went',
  example: 'pricing.prompt',
})

export const percent = z.number().nullable().meta({
  description:
    'Of a price that was known and above zero, and is known: by how much it rose (below zero: fell), in percent, computed exactly and rounded to two places; null of everything else',
  example: -20,
})

export const scheduled = z.boolean().meta({
  description:
    'The price moved between the windows of a schedule by the time of day which itself did not change: no news',
  example: false,
})

export const flappingSchema = z
  .object({
    times: z.int().min(2).meta({ description: 'How many changes are shown as this one', example: 4 }),
    since: observedTime('When the first of them was observed.'),
    values: z
      .array(z.unknown())
      .length(2)
      .meta({
        description: 'The two values between which it went: first what it said before the first of them',
        example: ['0.0000025', '0.000002'],
      }),
  })
  .meta({
    id: 'Flapping',
    description: 'A price that goes to and fro, each time within 24 hours, is shown once, where it last moved',
  })
export type Flapping = z.infer<typeof flappingSchema>

export const changeSchema = z
  .object({
    seq: z.int().min(1).meta({
      description:
        'Number of the change. It stays; later ones are higher, save that an import may add changes to the past.',
      example: 20_417,
    }),
    observed_at: observedTime('When it was first observed.'),
    model_id: modelId.nullable().meta({ description: 'null for `schema_changed` only' }),
    name: modelName
      .nullable()
      .meta({ description: 'The newest name of the model that is known; null for `schema_changed`' }),
    author: z.string().nullable().meta({
      description: 'What stands before the `/` of the id, without `~`; null for `schema_changed`',
      example: 'openai',
    }),
    kind: changeKindSchema,
    field,
    before,
    after,
    percent,
    scheduled,
    flapping: flappingSchema.nullable().meta({ description: 'null where the price does not flap', example: null }),
    removed_at: observedTime('Only of `model_returned`: when it had gone.').nullable().meta({ example: null }),
    removed_seq: z
      .int()
      .min(1)
      .nullable()
      .meta({ description: 'Only of `model_returned`: the `seq` of the change by which it had gone', example: null }),
  })
  .meta({ id: 'Change', description: 'One typed difference between two catalogues that followed each other' })
/** A change as it is answered; `Change` of change.ts is one as it is derived. */
export type ListedChange = z.infer<typeof changeSchema>

export const changeListSchema = z
  .object({
    data: z.array(changeSchema),
    links: linksSchema.extend({
      next: linksSchema.shape.next.meta({ example: '/api/changes?limit=100&cursor=MTc1NTg3MTUwMDAwMC4yMDQxNw' }),
    }),
  })
  .meta({ id: 'ChangeList' })
