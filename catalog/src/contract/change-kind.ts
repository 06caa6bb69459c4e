import * as z from 'zod'

export const changeKindSchema = z
  .enum([
    'model_added',
    'model_removed',
    'model_returned',
    'price_changed',
    'context_changed',
    'capability_changed',
    'deprecation_announced',
    'renamed',
    'schema_changed',
  ])
  .meta({
    id: 'ChangeKind',
    description: 'Kind of the change. `schema_changed`: most models gained or lost a field at once.',
    example: 'price_changed',
  })

export type ChangeKind = z.infer<typeof changeKindSchema>
