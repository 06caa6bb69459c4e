import { deliveryListSchema } from '@modelkeep/catalog/contract/watches'
import { listDeliveries as deliveriesOf } from '../../../watches/queries/list-deliveries.js'
import { historyUnavailable, noSuchWatch } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'
import { delivery, watchParams } from './watch-examples.js'
import { watchId } from './watch-id.js'

export const listDeliveries = defineRoute({
  method: 'GET',
  path: '/api/watches/{id}/deliveries',
  params: watchParams,
  responses: { 'application/json': { schema: deliveryListSchema, example: { data: [delivery] } } },
  docs: {
    id: 'listDeliveries',
    tag: 'Watches',
    summary: 'List the deliveries of a watch',
    description:
      'At most 100 messages with all attempts: the one that is being tried, then the newest, newest first. Kept for 30 days.',
    errors: { 404: noSuchWatch, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches', 'db'],
  handle: async ({ params }, { watches, db }) => {
    const { id } = await watches.store.row(watchId(params))
    return currentJson({ data: await deliveriesOf(db, id) })
  },
})
