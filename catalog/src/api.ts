import { z } from 'zod'
import { modelSchema } from './model.js'

/** RFC 3339 in UTC with milliseconds, as every time in an answer is written. */
const timestamp = z.iso.datetime().meta({ description: 'RFC 3339, UTC', example: '2026-08-22T14:05:00.000Z' })
const count = z.int().min(0)

export const tierSchema = z
  .enum(['upstream', 'database', 'file', 'seed'])
  .meta({ description: 'Where the served snapshot was loaded from: the OpenRouter API, PostgreSQL, the last good file on disk, or the catalogue shipped with the program' })
export type Tier = z.infer<typeof tierSchema>

export const scopeSchema = z.enum(['all', 'text']).meta({ description: 'Which models a sync speaks for' })
export type Scope = z.infer<typeof scopeSchema>

export const syncStatusSchema = z.enum(['applied', 'unchanged', 'quarantined', 'failed'])
export type SyncStatus = z.infer<typeof syncStatusSchema>

export const linksSchema = z.object({
  next: z.string().nullable().meta({ description: 'Path and query of the next page, or null on the last one', example: null }),
})

export const modelListSchema = z
  .object({
    data: z.array(modelSchema),
    total_count: count.meta({ description: 'How many models match, on all pages', example: 421 }),
    links: linksSchema,
  })
  .meta({ id: 'ModelList' })

export const oneModelSchema = z.object({ data: modelSchema }).meta({ id: 'OneModel' })

export const modelCountSchema = z
  .object({ data: z.object({ count: count.meta({ example: 421 }) }) })
  .meta({ id: 'ModelCount' })

export const syncSchema = z
  .object({
    id: z.int().nullable().meta({ description: 'null while the sync waits on disk for the database to come back', example: 1042 }),
    observed_at: timestamp,
    source: z.string().meta({ description: 'What was asked', example: 'upstream' }),
    scope: scopeSchema,
    status: syncStatusSchema,
    payload_hash: z.string().nullable().meta({ description: 'SHA-256 of the payload, base64url' }),
    order_hash: z.string().nullable().meta({ description: 'SHA-256 of the ids in order, base64url' }),
    model_count: count.nullable(),
    added: count,
    changed: count,
    removed: count,
    duration_ms: count.meta({ description: 'Milliseconds from the first request to the commit', example: 412 }),
    detail: z.string().nullable().meta({ description: 'Why it failed, or what was kept aside' }),
  })
  .meta({ id: 'Sync' })
export type Sync = z.infer<typeof syncSchema>

export const syncListSchema = z.object({ data: z.array(syncSchema), links: linksSchema }).meta({ id: 'SyncList' })
export const oneSyncSchema = z.object({ data: syncSchema }).meta({ id: 'OneSync' })

export const quarantineReasonSchema = z.enum([
  'not_json',
  'not_envelope',
  'empty',
  'too_many_broken',
  'shrunk',
  'broken_model',
  'truncated',
  'too_large',
  'bad_encoding',
])
export type QuarantineReason = z.infer<typeof quarantineReasonSchema>

export const quarantinedSchema = z
  .object({
    id: z.int(),
    observed_at: timestamp.meta({ description: 'When it was first seen' }),
    last_observed_at: timestamp.meta({ description: 'When it was last seen' }),
    times: z.int().min(1).meta({ description: 'How often exactly this payload was seen' }),
    reason: quarantineReasonSchema,
    detail: z.string().meta({ example: '200 of 421 models are missing (47.5 %, at most 20 % is believed)' }),
    scope: scopeSchema,
    model_id: z.string().nullable().meta({ description: 'The one broken model, or null when the whole payload is kept aside' }),
    payload_hash: z.string(),
    bytes: count.meta({ description: 'Size of what is kept, before compression' }),
    approved_at: timestamp.nullable(),
  })
  .meta({ id: 'Quarantined' })
export type Quarantined = z.infer<typeof quarantinedSchema>
export const quarantineListSchema = z.object({ data: z.array(quarantinedSchema) }).meta({ id: 'QuarantineList' })

export const invalidateRequestSchema = z
  .strictObject({ key: z.string().min(1).max(8192).optional().meta({ description: 'Path and query of one cached answer; all of them where absent', example: '/api/models' }) })
  .meta({ id: 'InvalidateRequest' })

export const invalidateResultSchema = z
  .object({ success: z.literal(true), message: z.string(), invalidated_keys: z.array(z.string()) })
  .meta({ id: 'InvalidateResult' })

export const cacheStatsSchema = z
  .object({
    entries: count,
    bytes: count,
    hits: count,
    misses: count,
    hit_ratio: z.number().min(0).max(1).meta({ description: 'hits / (hits + misses); 0 before the first request' }),
  })
  .meta({ id: 'CacheStats' })
export type CacheStats = z.infer<typeof cacheStatsSchema>
export const cacheStatsAnswerSchema = z.object({ data: cacheStatsSchema }).meta({ id: 'CacheStatsAnswer' })

export const freshnessStateSchema = z.enum(['absent', 'fresh', 'stale'])
export type FreshnessState = z.infer<typeof freshnessStateSchema>

export const databaseHealthSchema = z
  .object({
    state: z.enum(['off', 'starting', 'connected', 'lost', 'refused']),
    since: timestamp,
    description: z.string().meta({ example: 'PostgreSQL at db.example.com:5432/modelkeep' }),
    last_error: z.string().nullable(),
    round_trip_ms: z.number().nullable().meta({ description: 'Milliseconds of the newest round trip' }),
    pool: z.object({ max: count, total: count, idle: count, waiting: count }),
  })
  .meta({ id: 'DatabaseHealth' })

export const modelsHealthSchema = z
  .object({
    state: freshnessStateSchema,
    tier: tierSchema.nullable(),
    model_count: count,
    age_seconds: count.nullable().meta({ description: 'Seconds since upstream last confirmed the served catalogue' }),
    confirmed_at: timestamp.nullable(),
    changed_at: timestamp.nullable(),
    tiers: z.object({
      upstream: z.object({ breaker: z.enum(['closed', 'open', 'half-open']), last_success_at: timestamp.nullable(), last_error: z.string().nullable() }),
      database: z.object({ state: databaseHealthSchema.shape.state, newest_sync_at: timestamp.nullable() }),
      file: z.object({ written_at: timestamp.nullable(), age_seconds: count.nullable(), last_error: z.string().nullable() }),
      seed: z.object({ as_of: timestamp.nullable(), model_count: count.nullable() }),
    }),
    spool: z.object({ pending: count.meta({ description: 'Observed payloads that wait on disk for the database' }), bytes: count }),
    last_sync: syncSchema.nullable(),
  })
  .meta({ id: 'ModelsHealth' })

export const healthSchema = z
  .object({
    status: z.enum(['ok', 'degraded']).meta({ description: 'degraded: answers go on, but something that should be there is not' }),
    version: z.string(),
    uptime_seconds: count,
    database: databaseHealthSchema.shape.state,
    models: z.object({ state: freshnessStateSchema, tier: tierSchema.nullable(), age_seconds: count.nullable(), model_count: count }),
  })
  .meta({ id: 'Health' })

export type DatabaseHealth = z.infer<typeof databaseHealthSchema>
export type ModelsHealth = z.infer<typeof modelsHealthSchema>
export type Health = z.infer<typeof healthSchema>

export const aliveSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' })

/** RFC 9457 problem details, with the `error` member that clients of OpenRouter and of OpenAI read. */
export const problemSchema = z
  .object({
    type: z.string().meta({ example: 'about:blank' }),
    title: z.string().meta({ example: 'Not Found' }),
    status: z.int().meta({ example: 404 }),
    detail: z.string().meta({ example: 'there is no model "openai/gpt-0"' }),
    instance: z.string().optional().meta({ description: 'The request id', example: 'urn:request:6b0f…' }),
    parameter: z.string().optional().meta({ description: 'The query parameter that is wrong', example: 'limit' }),
    error: z.object({
      code: z.int().meta({ description: 'The HTTP status', example: 404 }),
      message: z.string(),
      type: z.string().meta({ example: 'not_found' }),
    }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>
