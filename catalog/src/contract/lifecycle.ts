import * as z from 'zod'
import { LIFECYCLE_STAGES } from '../lifecycle/lifecycle.js'
import { LIFECYCLE_SOURCES, STATEMENT_MEANINGS } from '../lifecycle/statements.js'
import { count, modelId, modelName, observedTime } from './fields.js'

const day = (description: string) =>
  z.iso.date().meta({ description: `${description} YYYY-MM-DD, in UTC.`, example: '2026-09-30' })

export const lifecycleStatementSchema = z
  .object({
    source: z.enum(LIFECYCLE_SOURCES).meta({ description: 'Which catalogue says it', example: 'openrouter' }),
    field: z.enum(['expiration_date', 'deprecation_date', 'status']).meta({ example: 'expiration_date' }),
    value: z.string().meta({ description: 'As published', example: '2026-09-30' }),
    meaning: z.enum(STATEMENT_MEANINGS).meta({
      description:
        '`expires`: may be removed from a day on. `stays`: has no end. `deprecated`: has an end, but no date. `alpha`, `beta`: not finished.',
      example: 'expires',
    }),
    expires_on: day('The day, if it expires.').nullable(),
    since: observedTime(
      'Since when the catalogue announces the end of the model; null if it does not, or if history is not available.',
    ).nullable(),
  })
  .meta({ id: 'LifecycleStatement' })
export type LifecycleStatementJson = z.infer<typeof lifecycleStatementSchema>

export const modelLifecycleSchema = z
  .object({
    id: modelId,
    name: modelName,
    stage: z.enum([...LIFECYCLE_STAGES, 'removed']).meta({
      description: '`deprecated`: listed, but a catalogue announces its end. `removed`: no longer listed.',
      example: 'deprecated',
    }),
    expires_on: day(
      'The first day from which it may be removed; null if no date is known. A date of another catalogue that has passed does not count while OpenRouter lists the model.',
    ).nullable(),
    deprecated_since: observedTime('When the first of these announcements was observed.').nullable(),
    removed_at: observedTime('When it left the catalogue.').nullable().meta({ example: null }),
    disagreement: z.boolean().meta({
      description: 'Whether the statements contradict each other, or one of them the fact that the model is listed',
      example: false,
    }),
    statements: z.array(lifecycleStatementSchema),
  })
  .meta({ id: 'ModelLifecycle' })
export type ModelLifecycle = z.infer<typeof modelLifecycleSchema>

export const lifecycleListSchema = z
  .object({
    data: z.array(modelLifecycleSchema),
    total_count: count.meta({ description: 'Number of models in `data`', example: 12 }),
    sources: z.array(z.enum(LIFECYCLE_SOURCES)).meta({
      description: 'The catalogues that were looked at: OpenRouter, and those that are mirrored and have been loaded',
      example: ['openrouter', 'models.dev'],
    }),
  })
  .meta({ id: 'LifecycleList' })
export type LifecycleList = z.infer<typeof lifecycleListSchema>
