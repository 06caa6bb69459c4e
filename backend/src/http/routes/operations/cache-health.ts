import { cacheStatsSchema } from '@modelkeep/catalog/contract/cache'
import { cacheStats as example } from '../../openapi/examples.js'
import { currentJson, defineRoute } from '../../route.js'

export const cacheHealth = defineRoute({
  method: 'GET',
  path: '/health/cache',
  responses: { 'application/json': { schema: cacheStatsSchema, example } },
  docs: { id: 'getCacheHealth', tag: 'Operations', summary: 'Response cache statistics' },
  access: 'public',
  cache: 'never',
  load: 'exempt',
  services: ['responseCache'],
  handle: (_input, { responseCache }) => currentJson(responseCache.stats()),
})
