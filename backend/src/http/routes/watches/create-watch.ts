import { newWatchSchema, oneCreatedWatchSchema } from '@modelkeep/catalog/contract/watches'
import { historyUnavailable, watchConflict } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'
import { newWatch, watch } from './watch-examples.js'

export const createWatch = defineRoute({
  method: 'POST',
  path: '/api/watches',
  body: { schema: newWatchSchema, example: newWatch },
  status: 201,
  responses: {
    'application/json': {
      schema: oneCreatedWatchSchema,
      example: { data: { ...watch, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' } },
    },
  },
  docs: {
    id: 'createWatch',
    tag: 'Watches',
    summary: 'Create a watch',
    description:
      'From now on, changes that match the filter are sent to the destination: at least once, in order, with an id that is the same in all attempts. The secret of a webhook is in this response and nowhere else.',
    errors: { 409: watchConflict, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches'],
  handle: async ({ body }, { watches }) => {
    const { watch: created, secret } = await watches.store.create(body)
    return { ...currentJson({ data: { ...created, secret } }), status: 201 }
  },
})
