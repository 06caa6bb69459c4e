import * as z from 'zod'
import { changeKindSchema } from './change-kind.js'
import { after, before, field, percent, scheduled } from './changes.js'
import { modelId, modelName, observedTime } from './fields.js'

const versionChangeSchema = z.object({ kind: changeKindSchema, field, before, after, percent, scheduled }).meta({
  id: 'VersionChange',
  description:
    'What a version changed. A field that came to, or left, most models at once is no news of one model: it is not here.',
})
export type VersionChange = z.infer<typeof versionChangeSchema>

export const modelVersionSchema = z
  .object({
    observed_at: observedTime('From when on the model looked so.'),
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
    from: observedTime('From when on, inclusive.'),
    to: observedTime('Until when, exclusive.')
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
    first_seen: observedTime('When it was first observed.')
      .nullable()
      .meta({ description: 'When it was first observed; null where no sync has seen it' }),
    last_seen: observedTime('When it was last observed.').nullable().meta({
      description:
        'When it was last observed: of one that is in the catalogue, the newest sync as this answer was made. null where no sync has seen it.',
    }),
    gaps: z
      .array(
        z.object({
          from: observedTime('When it was first missed.'),
          to: observedTime('When it was back.').nullable().meta({ description: 'When it was back; null: it is gone' }),
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
export const modelHistoryResponseSchema = z.object({ data: modelHistorySchema }).meta({ id: 'ModelHistoryAnswer' })
