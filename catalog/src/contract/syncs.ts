import * as z from 'zod'
import { count, hash, linksSchema, timestamp } from './fields.js'

export const scopeSchema = z
  .enum(['all', 'text'])
  .meta({ description: 'Models that a sync covers: all, or only those with text output', example: 'all' })
export type Scope = z.infer<typeof scopeSchema>

export const syncStatusSchema = z.enum(['applied', 'unchanged', 'quarantined', 'failed']).meta({
  description:
    'applied: the catalogue changed; unchanged: the known catalogue was confirmed; quarantined: the payload was rejected and stored for inspection; failed: no usable response',
  example: 'applied',
})
export type SyncStatus = z.infer<typeof syncStatusSchema>

export const syncSchema = z
  .object({
    id: z
      .int()
      .min(1)
      .nullable()
      .meta({ description: 'Id of the sync; null while it waits on disk for the database to return', example: 1042 }),
    observed_at: timestamp,
    source: z.string().meta({
      description: 'Origin of the payload: upstream, or the approval of an administrator',
      example: 'upstream',
    }),
    scope: scopeSchema,
    status: syncStatusSchema,
    payload_hash: hash('the payload').nullable(),
    order_hash: hash('the ordered list of ids').nullable(),
    model_count: count
      .nullable()
      .meta({ description: 'Number of models in the catalogue; null if the sync has no catalogue', example: 457 }),
    added: count.meta({ description: 'Number of models added', example: 2 }),
    changed: count.meta({ description: 'Number of models changed', example: 5 }),
    removed: count.meta({ description: 'Number of models removed', example: 1 }),
    duration_ms: count.meta({
      description: 'Milliseconds from the first upstream request to the commit',
      example: 412,
    }),
    detail: z.string().nullable().meta({ description: 'Why it failed, or what was quarantined', example: null }),
  })
  .meta({ id: 'Sync' })
export type Sync = z.infer<typeof syncSchema>

export const syncListSchema = z.object({ data: z.array(syncSchema), links: linksSchema }).meta({ id: 'SyncList' })
export const oneSyncSchema = z.object({ data: syncSchema }).meta({ id: 'OneSync' })
