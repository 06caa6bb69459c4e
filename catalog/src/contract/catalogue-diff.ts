import * as z from 'zod'
import { changeKindSchema } from './change-kind.js'
import { after, before, field, percent } from './changes.js'
import { modelId, modelName, observedTime } from './fields.js'

const comparedMoment = z.object({
  moment: observedTime('The requested time.'),
  observed_at: observedTime('Time of the latest sync before it.').nullable().meta({
    description: 'Time of the sync whose catalogue was current then; null before the first sync',
    example: '2026-08-22T13:41:00.000Z',
  }),
  reason: z
    .string()
    .nullable()
    .meta({ description: 'Why the catalogue at that time is empty; otherwise null', example: null }),
})
const namedModels = z.array(z.object({ id: modelId, name: modelName }))

export const catalogueDiffSchema = z
  .object({
    from: comparedMoment,
    to: comparedMoment,
    added: namedModels.meta({
      description: 'Models in the catalogue at `to` but not at `from`, in catalogue order',
    }),
    removed: namedModels.meta({
      description: 'Models in the catalogue at `from` but not at `to`, in catalogue order',
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
      .meta({ description: 'Models in both catalogues that differ, in the catalogue order at `to`' }),
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
          'Fields that most models gained or lost, each with the number of models that had it before and after, among the models in both catalogues',
      }),
  })
  .meta({ id: 'CatalogueDiff' })
export type CatalogueDiff = z.infer<typeof catalogueDiffSchema>
export const catalogueDiffResponseSchema = z.object({ data: catalogueDiffSchema }).meta({ id: 'CatalogueDiffAnswer' })
