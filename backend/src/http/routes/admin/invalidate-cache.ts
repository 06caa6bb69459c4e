import { invalidateRequestSchema, invalidateResultSchema } from '@modelkeep/catalog/contract/cache'
import { currentJson, defineRoute } from '../../route.js'

export const invalidateCache = defineRoute({
  method: 'POST',
  path: '/api/cache/invalidate',
  body: { schema: invalidateRequestSchema, example: { key: '/api/models' } },
  responses: {
    'application/json': {
      schema: invalidateResultSchema,
      example: {
        success: true,
        message: '1 cached response dropped; a revalidation was started',
        invalidated_keys: ['/api/models'],
      },
    },
  },
  docs: {
    id: 'invalidateCache',
    tag: 'Administration',
    summary: 'Drop cached responses and revalidate',
    description:
      'Drops every cached response, or the one under `key`; marks the catalogue as stale, and starts one revalidation, database first. Reads continue meanwhile.',
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['responseCache', 'invalidateSnapshot', 'revalidation'],
  handle: ({ body: { key } }, { responseCache, invalidateSnapshot, revalidation }) => {
    const keys = responseCache.invalidate(key)
    invalidateSnapshot()
    void revalidation.revalidate('invalidate')
    const dropped = keys.length === 1 ? '1 cached response' : `${keys.length} cached responses`
    const message = `${dropped} dropped; a revalidation was started`
    return currentJson({ success: true, message, invalidated_keys: keys })
  },
})
