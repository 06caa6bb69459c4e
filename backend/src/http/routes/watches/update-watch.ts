import { oneCreatedWatchSchema, watchPatchSchema } from '@modelkeep/catalog/contract/watches'
import { historyUnavailable, noSuchWatch, watchConflict } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'
import { watch, watchParams } from './watch-examples.js'
import { watchId } from './watch-id.js'

export const updateWatch = defineRoute({
  method: 'PATCH',
  path: '/api/watches/{id}',
  params: watchParams,
  body: { schema: watchPatchSchema, example: { state: 'paused' } },
  responses: {
    'application/json': {
      schema: oneCreatedWatchSchema,
      example: { data: { ...watch, state: 'paused', secret: null } },
    },
  },
  docs: {
    id: 'updateWatch',
    tag: 'Watches',
    summary: 'Change, pause or resume a watch',
    description:
      'Changes what is given and leaves the rest. A paused watch goes on collecting events and delivers them when it is active again. `secret` is null unless it was rotated.',
    errors: { 404: noSuchWatch, 409: watchConflict, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches'],
  handle: async ({ params, body }, { watches }) => {
    const { watch: changed, secret } = await watches.store.change(watchId(params), body)
    watches.wake()
    return currentJson({ data: { ...changed, secret } })
  },
})
