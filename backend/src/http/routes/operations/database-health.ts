import { databaseHealthSchema } from '@modelkeep/catalog/contract/health'
import { databaseHealth as example } from '../../openapi/examples.js'
import { currentJson, defineRoute } from '../../route.js'

export const databaseHealth = defineRoute({
  method: 'GET',
  path: '/health/database',
  responses: { 'application/json': { schema: databaseHealthSchema, example } },
  docs: {
    id: 'getDatabaseHealth',
    tag: 'Operations',
    summary: 'Database health: state, pool, round trip',
    description: 'Measures a round trip, for at most 5 s. Concurrent requests share one measurement.',
  },
  access: 'public',
  cache: 'never',
  load: 'exempt',
  services: ['health'],
  handle: async (_input, { health }) => currentJson(await health.database()),
})
