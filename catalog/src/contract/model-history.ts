import * as z from 'zod'
import { changeKindSchema } from './change-kind.js'
import { after, before, field, percent, scheduled } from './changes.js'
import { modelId, modelName, observedTime } from './fields.js'

const versionChangeSchema = z.object({ kind: changeKindSchema, field, before, after, percent, scheduled }).meta({
  id: 'VersionChange',
  description: 'What a version changed. Fields that most models gained or lost at once are not listed.',
})
export type VersionChange = z.infer<typeof versionChangeSchema>

export const modelVersionSchema = z
  .object({
    observed_at: observedTime('When this version was first observed.'),
    changes: z.array(versionChangeSchema).meta({
      description: 'What changed. Empty if only fields without changes of their own differ, such as the description.',
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
    from: observedTime('Start, inclusive.'),
    to: observedTime('End, exclusive.')
      .nullable()
      .meta({ description: 'End, exclusive; null if the value is current', example: null }),
    value: z.union([z.string(), z.number()]).nullable().meta({
      description:
        'A price as a decimal string (`"-1"` is dynamic), a number of tokens, or a date. null if unknown, not published, or the model was not in the catalogue.',
      example: '0.000002',
    }),
  })
  .meta({ id: 'Step' })
export type Step = z.infer<typeof stepSchema>

export const seriesSchema = z
  .object({
    field: z.string().meta({
      description: '`pricing.` followed by a price key that was ever set, `context_length`, or `expiration_date`',
      example: 'pricing.prompt',
    }),
    steps: z.array(stepSchema).meta({
      description: 'Oldest first, without gaps from the first observation of the model until now',
      example: [{ from: '2026-08-22T14:05:00.000Z', to: null, value: '0.000002' }],
    }),
  })
  .meta({ id: 'Series' })
export type Series = z.infer<typeof seriesSchema>

export const modelHistorySchema = z
  .object({
    id: modelId,
    name: modelName,
    present: z.boolean().meta({ description: 'Whether the model is in the catalogue now', example: true }),
    first_seen: observedTime('When it was first observed.')
      .nullable()
      .meta({ description: 'When it was first observed; null if no sync has seen it' }),
    last_seen: observedTime('When it was last observed.').nullable().meta({
      description:
        'When it was last observed. For a model in the catalogue this is the latest sync. null if no sync has seen it.',
    }),
    gaps: z
      .array(
        z.object({
          from: observedTime('When it was first missing.'),
          to: observedTime('When it returned.')
            .nullable()
            .meta({ description: 'When it returned; null if it has not' }),
        }),
      )
      .meta({
        description: 'Periods in which the model was not in the catalogue, since its first observation; oldest first',
        example: [{ from: '2026-03-01T12:00:00.000Z', to: '2026-03-04T00:00:00.000Z' }],
      }),
    versions: z.array(modelVersionSchema).meta({ description: 'Versions of the model, newest first' }),
    series: z
      .array(seriesSchema)
      .meta({ description: 'Prices in the order of `pricing`, then `context_length` and `expiration_date`' }),
  })
  .meta({ id: 'ModelHistory' })
export type ModelHistory = z.infer<typeof modelHistorySchema>
export const modelHistoryResponseSchema = z.object({ data: modelHistorySchema }).meta({ id: 'ModelHistoryAnswer' })
