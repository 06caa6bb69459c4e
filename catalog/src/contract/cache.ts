import * as z from 'zod'
import { count } from './fields.js'

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
export const cacheStatsResponseSchema = z.object({ data: cacheStatsSchema }).meta({ id: 'CacheStatsAnswer' })
