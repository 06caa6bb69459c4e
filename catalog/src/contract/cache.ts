import * as z from 'zod'
import { count } from './fields.js'

export const invalidateRequestSchema = z
  .strictObject({
    key: z.string().min(1).max(8192).optional().meta({
      description: 'Path and query of one cached response, as requested. Omit it to drop all of them.',
      example: '/api/models',
    }),
  })
  .meta({ id: 'InvalidateRequest' })

export const invalidateResultSchema = z
  .object({
    success: z.literal(true),
    message: z.string().meta({
      description: 'What was done, in one sentence',
      example: '1 cached response dropped; a revalidation was started',
    }),
    invalidated_keys: z
      .array(z.string())
      .meta({ description: 'Path and query of each dropped response', example: ['/api/models'] }),
  })
  .meta({ id: 'InvalidateResult' })

export const cacheStatsSchema = z
  .object({
    entries: count.meta({ description: 'Number of cached responses', example: 4 }),
    bytes: count.meta({ description: 'Size of their bodies in all encodings, in bytes', example: 3_145_728 }),
    hits: count.meta({ description: 'Cache hits since the program started', example: 900 }),
    misses: count.meta({ description: 'Cache misses since the program started', example: 100 }),
    hit_ratio: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'hits / (hits + misses); 0 before the first request', example: 0.9 }),
  })
  .meta({ id: 'CacheStats' })
export type CacheStats = z.infer<typeof cacheStatsSchema>
export const cacheStatsResponseSchema = z.object({ data: cacheStatsSchema }).meta({ id: 'CacheStatsAnswer' })
