import { modelsHealthSchema } from '@modelkeep/catalog/contract/health'
import { modelsHealth as example } from '../../openapi/examples.js'
import { currentJson, defineRoute } from '../../route.js'

export const modelsHealth = defineRoute({
  method: 'GET',
  path: '/health/models',
  responses: { 'application/json': { schema: modelsHealthSchema, example } },
  docs: { id: 'getModelsHealth', tag: 'Operations', summary: 'Catalogue health: each tier, its age, the last sync' },
  access: 'public',
  cache: 'never',
  load: 'exempt',
  services: ['health'],
  handle: (_input, { health }) => currentJson(health.models()),
})
