import { oneWatchSchema } from '@modelkeep/catalog/contract/watches'
import { historyUnavailable, noSuchWatch, watchConflict } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'
import { watch, watchParams } from './watch-examples.js'
import { watchId } from './watch-id.js'

export const deleteWatch = defineRoute({
  method: 'DELETE',
  path: '/api/watches/{id}',
  params: watchParams,
  responses: { 'application/json': { schema: oneWatchSchema, example: { data: watch } } },
  docs: {
    id: 'deleteWatch',
    tag: 'Watches',
    summary: 'Remove a watch',
    description: 'With its events and deliveries; what is pending is not sent. The response is the watch as it was.',
    errors: { 404: noSuchWatch, 409: watchConflict, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches'],
  handle: async ({ params }, { watches }) => {
    const id = watchId(params)
    const removed = await watches.store.get(id)
    await watches.store.remove(id)
    return currentJson({ data: removed })
  },
})
