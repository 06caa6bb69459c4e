import { quarantineListSchema } from '@modelkeep/catalog/contract/quarantine'
import { listQuarantined } from '../../../postgres/queries/quarantine.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { quarantined } from '../../openapi/examples.js'
import { currentJson, defineRoute } from '../../route.js'

export const listQuarantine = defineRoute({
  method: 'GET',
  path: '/api/quarantine',
  responses: { 'application/json': { schema: quarantineListSchema, example: { data: [quarantined] } } },
  docs: {
    id: 'listQuarantine',
    tag: 'Administration',
    summary: 'List quarantined payloads',
    description: 'The newest 100, newest first; one entry per distinct payload or document of a mirror.',
    errors: { 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['db'],
  handle: async (_input, { db }) => currentJson({ data: await listQuarantined(db) }),
})
