import { cacheStatsResponseSchema } from '@modelkeep/catalog/contract/cache'
import { cacheStats as example } from '../../openapi/examples.js'
import { currentJson, defineRoute } from '../../route.js'

export const cacheStats = defineRoute({
  method: 'GET',
  path: '/api/cache/stats',
  responses: { 'application/json': { schema: cacheStatsResponseSchema, example: { data: example } } },
  docs: { id: 'getCacheStats', tag: 'Administration', summary: 'Get response cache statistics' },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['responseCache'],
  handle: (_input, { responseCache }) => currentJson({ data: responseCache.stats() }),
})
