import { oneWatchSchema } from '@modelkeep/catalog/contract/watches'
import { historyUnavailable, noSuchWatch } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'
import { watch, watchParams } from './watch-examples.js'
import { watchId } from './watch-id.js'

export const getWatch = defineRoute({
  method: 'GET',
  path: '/api/watches/{id}',
  params: watchParams,
  responses: { 'application/json': { schema: oneWatchSchema, example: { data: watch } } },
  docs: {
    id: 'getWatch',
    tag: 'Watches',
    summary: 'Get a watch',
    errors: { 404: noSuchWatch, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches'],
  handle: async ({ params }, { watches }) => currentJson({ data: await watches.store.get(watchId(params)) }),
})
