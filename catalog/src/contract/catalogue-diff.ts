import * as z from 'zod'
import { changeKindSchema } from './change-kind.js'
import { after, before, field, percent } from './changes.js'
import { modelId, modelName, observedTime } from './fields.js'

const comparedMoment = z.object({
  moment: observedTime('The moment that was asked for.'),
  observed_at: observedTime('The sync whose catalogue was the newest then.').nullable().meta({
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
export const catalogueDiffResponseSchema = z.object({ data: catalogueDiffSchema }).meta({ id: 'CatalogueDiffAnswer' })
