import { healthSchema } from '@modelkeep/catalog/contract/health'
import { health as example } from '../../openapi/examples.js'
import { currentJson, defineRoute } from '../../route.js'

export const health = defineRoute({
  method: 'GET',
  path: '/health',
  responses: { 'application/json': { schema: healthSchema, example } },
  docs: {
    id: 'getHealth',
    tag: 'Operations',
    summary: 'Overall health',
    description: 'Always 200: read `status`.',
  },
  access: 'public',
  cache: 'never',
  load: 'exempt',
  services: ['health'],
  handle: (_input, { health: reports }) => currentJson(reports.overall()),
})
