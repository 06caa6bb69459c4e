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
    description: 'What happened. `schema_changed`: a field came to, or left, most models at once.',
    example: 'price_changed',
  })

export type ChangeKind = z.infer<typeof changeKindSchema>
