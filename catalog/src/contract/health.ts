import * as z from 'zod'
import { count, timestamp } from './fields.js'
import { syncSchema } from './syncs.js'

export const tierSchema = z.enum(['upstream', 'database', 'file', 'seed']).meta({
  description:
    'Where the served snapshot was loaded from: the OpenRouter API, PostgreSQL, the last good catalogue on disk, or the catalogue shipped with the program',
  example: 'upstream',
})
export type Tier = z.infer<typeof tierSchema>

export const freshnessStateSchema = z.enum(['absent', 'fresh', 'stale']).meta({
  description:
    'absent: no catalogue yet; fresh: upstream confirmed the catalogue within CACHE_TTL_SECONDS; stale: the last confirmation is older, and the catalogue is still served',
  example: 'fresh',
})
export type FreshnessState = z.infer<typeof freshnessStateSchema>

export const databaseHealthSchema = z
  .object({
    state: z.enum(['off', 'starting', 'connected', 'lost', 'refused']).meta({
      description:
        'off: not configured; lost: unreachable; refused: its schema belongs to a newer version of the program, or it contains a table of another program, so it is not used',
      example: 'connected',
    }),
    since: timestamp.meta({ description: 'When this state began' }),
    description: z.string().meta({
      description: 'Kind and version of the database. Its address is in the log.',
      example: 'embedded PostgreSQL 18.4',
    }),
    last_error: z.string().nullable().meta({ description: 'Why the connection was last lost', example: null }),
    round_trip_ms: z.number().min(0).nullable().meta({
      description: 'Duration of the latest round trip, in milliseconds; null before the first',
      example: 0.42,
    }),
    pool: z.object({ max: count, total: count, idle: count, waiting: count }).meta({
      description: 'Connections: maximum, open and idle, and queries waiting for a connection',
      example: { max: 9, total: 2, idle: 2, waiting: 0 },
    }),
  })
  .meta({ id: 'DatabaseHealth' })

export const mirrorHealthSchema = z
  .object({
    source: z.enum(['models.dev', 'litellm']).meta({ description: 'The mirrored catalogue', example: 'models.dev' }),
    tier: tierSchema.nullable().meta({ description: 'Where the copy was loaded from; null: there is none yet' }),
    entries: count.meta({ description: 'Number of entries, such as models', example: 5_423 }),
    age_seconds: count.nullable().meta({ description: 'Seconds since its site last confirmed it', example: 42 }),
    confirmed_at: timestamp.nullable(),
    changed_at: timestamp.nullable(),
    quarantined: z
      .object({ observed_at: timestamp, reason: z.string() })
      .nullable()
      .meta({ description: 'The newest document, if it was not accepted', example: null }),
    last_error: z.string().nullable().meta({ description: 'Why the last fetch failed', example: null }),
  })
  .meta({ id: 'MirrorHealth' })
export type MirrorHealth = z.infer<typeof mirrorHealthSchema>

export const overlayHealthSchema = z
  .object({
    file: z.string().meta({ description: 'Name of OVERLAY_FILE, without its folder', example: 'prices.json' }),
    models: count.meta({ description: 'Own models in the file, whatever their periods', example: 2 }),
    prices: count.meta({ description: 'Own prices in the file, whatever their periods', example: 14 }),
    loaded_at: timestamp.meta({ description: 'When the overlay that is shown was read' }),
    error: z.string().nullable().meta({
      description: 'Why the file could not be used when it was last read; the last good overlay stays',
      example: null,
    }),
  })
  .meta({ id: 'OverlayHealth' })
export type OverlayHealth = z.infer<typeof overlayHealthSchema>

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
      pending: count.meta({ description: 'Number of observed payloads that wait on disk for the database' }),
      bytes: count,
    }),
    mirrors: z.array(mirrorHealthSchema).meta({ description: 'The mirrored catalogues of others' }),
    overlay: overlayHealthSchema
      .nullable()
      .meta({ description: 'Own models and prices; null: OVERLAY_FILE is not set' }),
    last_sync: syncSchema.nullable(),
  })
  .meta({ id: 'ModelsHealth' })

export const healthSchema = z
  .object({
    status: z
      .enum(['ok', 'degraded'])
      .meta({ description: 'degraded: requests are served, but a dependency is unavailable', example: 'ok' }),
    version: z.string().meta({ description: 'Version of the program', example: '0.1.0' }),
    uptime_seconds: count.meta({ description: 'Seconds since the program started', example: 3600 }),
    database: databaseHealthSchema.shape.state,
    models: z.object({
      state: freshnessStateSchema,
      tier: tierSchema.nullable(),
      age_seconds: count.nullable(),
      model_count: count,
    }),
    disk: z
      .object({
        full: z
          .boolean()
          .meta({ description: 'The disk of DATA_DIR is full, or a write to it failed for want of space' }),
        free_bytes: count.nullable().meta({
          description: 'Bytes that the program may still write there; null before they are known',
          example: 1_000_000_000,
        }),
        database_full: z.boolean().meta({ description: "A commit failed because the database server's disk is full" }),
      })
      .meta({ description: 'A full disk loses no request: the catalogue is served from memory' }),
  })
  .meta({ id: 'Health' })

export type DatabaseHealth = z.infer<typeof databaseHealthSchema>
export type ModelsHealth = z.infer<typeof modelsHealthSchema>
export type Health = z.infer<typeof healthSchema>

export const aliveSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' })
