import { watchListSchema } from '@modelkeep/catalog/contract/watches'
import { historyUnavailable } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'
import { watch } from './watch-examples.js'

export const listWatches = defineRoute({
  method: 'GET',
  path: '/api/watches',
  responses: { 'application/json': { schema: watchListSchema, example: { data: [watch] } } },
  docs: {
    id: 'listWatches',
    tag: 'Watches',
    summary: 'List watches',
    description: 'All watches, oldest first, with how many events wait to be delivered. Without secrets.',
    errors: { 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches'],
  handle: async (_input, { watches }) => currentJson({ data: await watches.store.list() }),
})
