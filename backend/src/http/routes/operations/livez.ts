import { aliveSchema } from '@modelkeep/catalog/contract/health'
import { currentJson, defineRoute } from '../../route.js'

export const livez = defineRoute({
  method: 'GET',
  path: '/livez',
  responses: { 'application/json': { schema: aliveSchema, example: { status: 'ok' } } },
  docs: { id: 'getLiveness', tag: 'Operations', summary: 'Liveness probe', cannotFail: true },
  access: 'public',
  cache: 'never',
  load: 'exempt',
  services: [],
  handle: () => currentJson({ status: 'ok' }),
})
