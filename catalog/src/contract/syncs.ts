import * as z from 'zod'
import { count, hash, linksSchema, timestamp } from './fields.js'

export const scopeSchema = z
  .enum(['all', 'text'])
  .meta({ description: 'Which models a sync speaks for: all, or those that put out text', example: 'all' })
export type Scope = z.infer<typeof scopeSchema>

export const syncStatusSchema = z.enum(['applied', 'unchanged', 'quarantined', 'failed']).meta({
  description:
    'applied: it brought news; unchanged: it confirmed what was known; quarantined: what came was kept aside; failed: nothing usable came',
  example: 'applied',
})
export type SyncStatus = z.infer<typeof syncStatusSchema>

export const syncSchema = z
  .object({
    id: z
      .int()
      .min(1)
      .nullable()
      .meta({ description: 'null while the sync waits on disk for the database to come back', example: 1042 }),
    observed_at: timestamp,
    source: z
      .string()
      .meta({ description: 'Where it came from: upstream, or approval by an administrator', example: 'upstream' }),
    scope: scopeSchema,
    status: syncStatusSchema,
    payload_hash: hash('the payload').nullable(),
    order_hash: hash('the ids in their order').nullable(),
    model_count: count
      .nullable()
      .meta({ description: 'How many models the catalogue had then; null where the sync brought none', example: 457 }),
    added: count.meta({ description: 'Models that were not in the catalogue before', example: 2 }),
    changed: count.meta({ description: 'Models that were, and looked otherwise', example: 5 }),
    removed: count.meta({ description: 'Models that were, and are no more', example: 1 }),
    duration_ms: count.meta({ description: 'Milliseconds from the first request to the commit', example: 412 }),
    detail: z.string().nullable().meta({ description: 'Why it failed, or what was kept aside', example: null }),
  })
  .meta({ id: 'Sync' })
export type Sync = z.infer<typeof syncSchema>

export const syncListSchema = z.object({ data: z.array(syncSchema), links: linksSchema }).meta({ id: 'SyncList' })
export const oneSyncSchema = z.object({ data: syncSchema }).meta({ id: 'OneSync' })
