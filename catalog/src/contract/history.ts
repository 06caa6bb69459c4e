// Shapes of the answers about the past: what changed, one model's history, two moments compared.
import * as z from 'zod'
import { linksSchema } from './api.js'
import { changeKindSchema } from '../changes/change.js'

/** RFC 3339 in UTC with milliseconds, as every time in an answer is written. */
const timestamp = (description: string, example = '2026-08-22T14:05:00.000Z') =>
  z.iso.datetime().meta({ description: `${description} RFC 3339, UTC.`, example })

const modelId = z.string().meta({ description: 'The id of the model', example: 'openai/gpt-4o' })
const modelName = z.string().meta({ description: 'The name of the model', example: 'OpenAI: GPT-4o' })

const before = z.unknown().meta({
  description:
    'What the field said before, null where it said nothing; `{name}` of the model for `model_removed`; `{models}`, how many models had the field, for `schema_changed`. Prices are decimal strings of USD per unit, `"-1"` is dynamic.',
  example: '0.0000025',
})
const after = z.unknown().meta({
  description: 'What it says after; `{name}` of the model for `model_added` and `model_returned`; else as `before`',
  example: '0.000002',
})

const field = z.string().nullable().meta({
  description: 'Which field, as a path such as `pricing.prompt`; null where the whole model came or went',
  example: 'pricing.prompt',
})

const percent = z.number().nullable().meta({
  description:
    'Of a price that was known and above zero, and is known: by how much it rose (below zero: fell), in percent, computed exactly and rounded to two places; null of everything else',
  example: -20,
})

const scheduled = z.boolean().meta({
  description:
    'The price moved between the windows of a schedule by the time of day which itself did not change: no news',
  example: false,
})

export const flappingSchema = z
  .object({
    times: z.int().min(2).meta({ description: 'How many changes are shown as this one', example: 4 }),
    since: timestamp('When the first of them was observed.'),
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
    observed_at: timestamp('When it was first observed.'),
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
    removed_at: timestamp('Only of `model_returned`: when it had gone.').nullable().meta({ example: null }),
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

const versionChangeSchema = z.object({ kind: changeKindSchema, field, before, after, percent, scheduled }).meta({
  id: 'VersionChange',
  description:
    'What a version changed. A field that came to, or left, most models at once is no news of one model: it is not here.',
})
export type VersionChange = z.infer<typeof versionChangeSchema>

export const modelVersionSchema = z
  .object({
    observed_at: timestamp('From when on the model looked so.'),
    changes: z.array(versionChangeSchema).meta({
      description: 'What was new; none where only what is no news changed, such as its description',
      example: [
        {
          kind: 'price_changed',
          field: 'pricing.prompt',
          before: '0.0000025',
          after: '0.000002',
          percent: -20,
          scheduled: false,
        },
      ],
    }),
  })
  .meta({ id: 'ModelVersion' })
export type ModelVersion = z.infer<typeof modelVersionSchema>

export const stepSchema = z
  .object({
    from: timestamp('From when on, inclusive.'),
    to: timestamp('Until when, exclusive.')
      .nullable()
      .meta({ description: 'Until when, exclusive; null: it is so now', example: null }),
    value: z.union([z.string(), z.number()]).nullable().meta({
      description:
        'A price as a decimal string (`"-1"`: dynamic; a secondary price that is absent is `"0"`), a number of tokens, a date; null: not known, not set, or the model was gone',
      example: '0.000002',
    }),
  })
  .meta({ id: 'Step' })
export type Step = z.infer<typeof stepSchema>

export const seriesSchema = z
  .object({
    field: z.string().meta({
      description: '`pricing.` and the key of a price that ever was set; `context_length`; `expiration_date`',
      example: 'pricing.prompt',
    }),
    steps: z.array(stepSchema).meta({
      description: 'Oldest first, without a gap from the first sight of the model until now',
      example: [{ from: '2026-08-22T14:05:00.000Z', to: null, value: '0.000002' }],
    }),
  })
  .meta({ id: 'Series' })
export type Series = z.infer<typeof seriesSchema>

export const modelHistorySchema = z
  .object({
    id: modelId,
    name: modelName,
    present: z.boolean().meta({ description: 'Whether it is in the catalogue now', example: true }),
    first_seen: timestamp('When it was first observed.')
      .nullable()
      .meta({ description: 'When it was first observed; null where no sync has seen it' }),
    last_seen: timestamp('When it was last observed.').nullable().meta({
      description:
        'When it was last observed: of one that is in the catalogue, the newest sync as this answer was made. null where no sync has seen it.',
    }),
    gaps: z
      .array(
        z.object({
          from: timestamp('When it was first missed.'),
          to: timestamp('When it was back.').nullable().meta({ description: 'When it was back; null: it is gone' }),
        }),
      )
      .meta({
        description: 'When it was not in the catalogue, since its first sight, oldest first',
        example: [{ from: '2026-03-01T12:00:00.000Z', to: '2026-03-04T00:00:00.000Z' }],
      }),
    versions: z.array(modelVersionSchema).meta({ description: 'What it looked like, newest first' }),
    series: z
      .array(seriesSchema)
      .meta({ description: 'Prices in their usual order, then `context_length` and `expiration_date`' }),
  })
  .meta({ id: 'ModelHistory' })
export type ModelHistory = z.infer<typeof modelHistorySchema>
export const modelHistoryAnswerSchema = z.object({ data: modelHistorySchema }).meta({ id: 'ModelHistoryAnswer' })

const comparedMoment = z.object({
  moment: timestamp('The moment that was asked for.'),
  observed_at: timestamp('The sync whose catalogue was the newest then.').nullable().meta({
    description: 'The sync whose catalogue was the newest then; null before the first one',
    example: '2026-08-22T13:41:00.000Z',
  }),
  reason: z
    .string()
    .nullable()
    .meta({ description: 'Why the catalogue of that moment is empty; else null', example: null }),
})
const comingOrGoing = z.array(z.object({ id: modelId, name: modelName }))

export const catalogueDiffSchema = z
  .object({
    from: comparedMoment,
    to: comparedMoment,
    added: comingOrGoing.meta({
      description: 'In the catalogue at `to`, not at `from`; in the order of the catalogue',
    }),
    removed: comingOrGoing.meta({
      description: 'In the catalogue at `from`, not at `to`; in the order of the catalogue',
    }),
    changed: z
      .array(
        z.object({
          id: modelId,
          name: modelName,
          changes: z.array(
            z.object({ kind: changeKindSchema, field, before, after, percent }).meta({ id: 'DiffChange' }),
          ),
        }),
      )
      .meta({ description: 'In both, and not as it was; in the order of the catalogue at `to`' }),
    schema: z
      .array(
        z.object({
          field: z.string().meta({ example: 'pricing.web_search' }),
          before: z.int().min(0).meta({ example: 0 }),
          after: z.int().min(0).meta({ example: 331 }),
        }),
      )
      .meta({
        description:
          'Fields that came to, or left, most models: how many of the models in both had it before and after',
      }),
  })
  .meta({ id: 'CatalogueDiff' })
export type CatalogueDiff = z.infer<typeof catalogueDiffSchema>
export const catalogueDiffAnswerSchema = z.object({ data: catalogueDiffSchema }).meta({ id: 'CatalogueDiffAnswer' })
