import * as z from 'zod'
import { facetsSchema } from './facets.js'
import { modelSchema } from '../model/model.js'

/** RFC 3339 in UTC with milliseconds, as every time in an answer is written. */
const timestamp = z.iso.datetime().meta({ description: 'RFC 3339, UTC', example: '2026-08-22T14:05:00.000Z' })
const count = z.int().min(0)
const hash = (of: string) =>
  z
    .string()
    .meta({ description: `SHA-256 of ${of}, in base64url`, example: 'mWmqlbOE7q3LwKeA2dVzDgvDTHFHyXZDbGk5qfTKPdE' })

export const tierSchema = z.enum(['upstream', 'database', 'file', 'seed']).meta({
  description:
    'Where the served snapshot was loaded from: the OpenRouter API, PostgreSQL, the last good file on disk, or the catalogue shipped with the program',
  example: 'upstream',
})
export type Tier = z.infer<typeof tierSchema>

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

export const linksSchema = z.object({
  next: z.string().nullable().meta({
    description: 'Path and query of the next page, or null on the last one',
    example: '/api/models?limit=500&offset=500',
  }),
})

const removedAt = timestamp.meta({ description: 'Since when it is no longer in the catalogue. RFC 3339, UTC.' })
const removedModelSchema = modelSchema
  .extend({ removed_at: removedAt })
  .meta({ id: 'RemovedModel', description: 'With `removed`: a model as it last was, and when it went' })
const sparseModelSchema = modelSchema
  .extend({ removed_at: removedAt })
  .partial()
  .meta({ id: 'SparseModel', description: 'With `fields`: these fields of a model, and no others' })

const reason = z.string().optional().meta({
  description: 'Only where there was no catalogue yet at `as_of`: why nothing is in the answer',
  example: 'nothing is known of that moment: the first observation was made at 2024-09-21T00:00:00.000Z',
})

export const modelListSchema = z
  .object({
    data: z.array(z.union([modelSchema, removedModelSchema, sparseModelSchema])),
    total_count: count.meta({ description: 'How many models match, on all pages', example: 421 }),
    links: linksSchema,
    missing_ids: z
      .array(z.string())
      .optional()
      .meta({
        description: 'Only with `ids`: those that are not in the catalogue, as given',
        example: ['openai/gpt-0'],
      }),
    reason,
  })
  .meta({ id: 'ModelList' })

export const oneModelSchema = z.object({ data: modelSchema }).meta({ id: 'OneModel' })

export const modelCountSchema = z
  .object({ data: z.object({ count: count.meta({ example: 421 }) }), reason })
  .meta({ id: 'ModelCount' })

export const facetsAnswerSchema = z.object({ data: facetsSchema, reason }).meta({ id: 'FacetsAnswer' })

/** Documents of upstream are passed on as they come: only what tells one from another is promised. */
export const endpointsSchema = z
  .looseObject({
    data: z.looseObject({
      id: z.string().meta({ description: 'The id of the model', example: 'openai/gpt-4o' }),
      endpoints: z.array(z.looseObject({})).meta({
        description: "Who hosts it, at which price and with which limits: OpenRouter's own fields",
        example: [{ name: 'OpenAI | openai/gpt-4o', provider_name: 'OpenAI' }],
      }),
    }),
  })
  .meta({ id: 'Endpoints' })

export const providersSchema = z
  .looseObject({
    data: z.array(
      z.looseObject({ name: z.string().meta({ example: 'OpenAI' }), slug: z.string().meta({ example: 'openai' }) }),
    ),
  })
  .meta({ id: 'Providers' })

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

export const quarantineReasonSchema = z
  .enum([
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
  .meta({ description: 'Why it was kept aside', example: 'shrunk' })
export type QuarantineReason = z.infer<typeof quarantineReasonSchema>

export const quarantinedSchema = z
  .object({
    id: z.int().min(1).meta({ example: 7 }),
    observed_at: timestamp.meta({ description: 'When it was first seen' }),
    last_observed_at: timestamp.meta({ description: 'When it was last seen' }),
    times: z.int().min(1).meta({ description: 'How often exactly this payload was seen', example: 3 }),
    reason: quarantineReasonSchema,
    detail: z.string().meta({
      description: 'What is wrong, in one line',
      example: '200 of 421 models are missing (47.5 %, at most 20 % is believed)',
    }),
    scope: scopeSchema,
    model_id: z
      .string()
      .nullable()
      .meta({ description: 'The one broken model, or null when the whole payload is kept aside', example: null }),
    payload_hash: hash('what is kept'),
    bytes: count.meta({ description: 'Size of what is kept, before compression, in bytes', example: 691_204 }),
    approved_at: timestamp.nullable().meta({ description: 'When an administrator last approved it', example: null }),
  })
  .meta({ id: 'Quarantined' })
export type Quarantined = z.infer<typeof quarantinedSchema>
export const quarantineListSchema = z.object({ data: z.array(quarantinedSchema) }).meta({ id: 'QuarantineList' })

export const invalidateRequestSchema = z
  .strictObject({
    key: z.string().min(1).max(8192).optional().meta({
      description: 'Path and query of one cached answer, as it was asked for; all of them where absent',
      example: '/api/models',
    }),
  })
  .meta({ id: 'InvalidateRequest' })

export const invalidateResultSchema = z
  .object({
    success: z.literal(true),
    message: z.string().meta({
      description: 'What was done, for a person',
      example: '1 cached answer dropped; a revalidation was started',
    }),
    invalidated_keys: z
      .array(z.string())
      .meta({ description: 'Path and query of each answer that was dropped', example: ['/api/models'] }),
  })
  .meta({ id: 'InvalidateResult' })

export const cacheStatsSchema = z
  .object({
    entries: count.meta({ description: 'Answers that are ready to be written', example: 4 }),
    bytes: count.meta({ description: 'Size of their bodies in every encoding, in bytes', example: 3_145_728 }),
    hits: count.meta({ description: 'Answers given from the cache since the program started', example: 900 }),
    misses: count.meta({ description: 'Answers that had to be made', example: 100 }),
    hit_ratio: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'hits / (hits + misses); 0 before the first request', example: 0.9 }),
  })
  .meta({ id: 'CacheStats' })
export type CacheStats = z.infer<typeof cacheStatsSchema>
export const cacheStatsAnswerSchema = z.object({ data: cacheStatsSchema }).meta({ id: 'CacheStatsAnswer' })

export const freshnessStateSchema = z.enum(['absent', 'fresh', 'stale']).meta({
  description:
    'absent: there is no catalogue yet; fresh: upstream confirmed it within CACHE_TTL_SECONDS; stale: it did not, and the catalogue is served all the same',
  example: 'fresh',
})
export type FreshnessState = z.infer<typeof freshnessStateSchema>

export const databaseHealthSchema = z
  .object({
    state: z.enum(['off', 'starting', 'connected', 'lost', 'refused']).meta({
      description:
        'off: there is none; lost: it cannot be reached; refused: its schema is of a newer program and must not be touched',
      example: 'connected',
    }),
    since: timestamp.meta({ description: 'Since when it is in this state' }),
    description: z
      .string()
      .meta({ description: 'Which database; where it is, is in the log', example: 'embedded PostgreSQL 18.4' }),
    last_error: z.string().nullable().meta({ description: 'Why it was last lost', example: null }),
    round_trip_ms: z
      .number()
      .min(0)
      .nullable()
      .meta({ description: 'Milliseconds of the newest round trip; null before the first', example: 0.42 }),
    pool: z.object({ max: count, total: count, idle: count, waiting: count }).meta({
      description: 'Connections: at most, open, idle; and queries that wait for one',
      example: { max: 9, total: 2, idle: 2, waiting: 0 },
    }),
  })
  .meta({ id: 'DatabaseHealth' })

export const modelsHealthSchema = z
  .object({
    state: freshnessStateSchema,
    tier: tierSchema.nullable(),
    model_count: count,
    age_seconds: count
      .nullable()
      .meta({ description: 'Seconds since upstream last confirmed the served catalogue', example: 42 }),
    confirmed_at: timestamp.nullable(),
    changed_at: timestamp.nullable(),
    tiers: z.object({
      upstream: z.object({
        breaker: z.enum(['closed', 'open', 'half-open']),
        last_success_at: timestamp.nullable(),
        last_error: z.string().nullable(),
      }),
      database: z.object({ state: databaseHealthSchema.shape.state, newest_sync_at: timestamp.nullable() }),
      file: z.object({
        written_at: timestamp.nullable(),
        age_seconds: count.nullable(),
        last_error: z.string().nullable(),
      }),
      seed: z.object({ as_of: timestamp.nullable(), model_count: count.nullable() }),
    }),
    spool: z.object({
      pending: count.meta({ description: 'Observed payloads that wait on disk for the database' }),
      bytes: count,
    }),
    last_sync: syncSchema.nullable(),
  })
  .meta({ id: 'ModelsHealth' })

export const healthSchema = z
  .object({
    status: z
      .enum(['ok', 'degraded'])
      .meta({ description: 'degraded: answers go on, but something that should be there is not', example: 'ok' }),
    version: z.string().meta({ description: 'Of the program', example: '0.1.0' }),
    uptime_seconds: count.meta({ description: 'Seconds since the program started', example: 3600 }),
    database: databaseHealthSchema.shape.state,
    models: z.object({
      state: freshnessStateSchema,
      tier: tierSchema.nullable(),
      age_seconds: count.nullable(),
      model_count: count,
    }),
  })
  .meta({ id: 'Health' })

export type DatabaseHealth = z.infer<typeof databaseHealthSchema>
export type ModelsHealth = z.infer<typeof modelsHealthSchema>
export type Health = z.infer<typeof healthSchema>

export const aliveSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' })

export const contractSchema = z
  .looseObject({ openapi: z.string().meta({ description: 'Version of OpenAPI', example: '3.1.0' }) })
  .meta({ id: 'Contract', description: 'An OpenAPI description' })

/** RFC 9457 problem details, with the `error` member that clients of OpenRouter and of OpenAI read. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'about:blank: the status says it all', example: 'about:blank' }),
    title: z.string().meta({ description: 'The status in words', example: 'Not Found' }),
    status: z.int().min(400).max(599).meta({ description: 'The HTTP status', example: 404 }),
    detail: z
      .string()
      .meta({ description: 'What is wrong with this request', example: 'there is no model "openai/gpt-0"' }),
    instance: z
      .string()
      .optional()
      .meta({ description: 'The request, by its id', example: 'urn:request:01995f3c-8a2e' }),
    parameter: z.string().optional().meta({ description: 'The query parameter that is wrong', example: 'limit' }),
    error: z.object({
      code: z.int().min(400).max(599).meta({ description: 'The HTTP status', example: 404 }),
      message: z.string().meta({ description: 'The same as `detail`', example: 'there is no model "openai/gpt-0"' }),
      type: z.string().meta({ description: 'A stable word for the status', example: 'not_found' }),
    }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>
