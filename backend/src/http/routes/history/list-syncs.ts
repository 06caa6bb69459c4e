import { syncListSchema } from '@modelkeep/catalog/contract/syncs'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { syncLog } from '../../../postgres/queries/sync-log.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { sync } from '../../openapi/examples.js'
import { publicSync } from '../../response/public-text.js'
import { currentJson, defineRoute, queryOf } from '../../route.js'

const pageSchema = z.strictObject({
  limit: optional(
    wholeNumber(1, 1000, { description: 'The maximum number of syncs on the page. Absent: 100.', example: 100 }),
  ),
  before: optional(
    wholeNumber(1, Number.MAX_SAFE_INTEGER, {
      description: 'The `id` of a sync: the page starts with the next older one.',
      example: 1042,
    }),
  ),
})

export const listSyncs = defineRoute({
  method: 'GET',
  path: '/api/syncs',
  query: queryOf(pageSchema),
  responses: {
    'application/json': {
      schema: syncListSchema,
      example: { data: [sync], links: { next: '/api/syncs?limit=1&before=1042' } },
    },
  },
  docs: {
    id: 'listSyncs',
    tag: 'History',
    summary: 'List syncs, newest first',
    description: '`links.next` is the next, older page.',
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: 'never',
  load: 'work',
  services: ['db'],
  handle: async ({ query: { limit = 100, before = null } }, { db }) => {
    const found = await syncLog(db, limit + 1, before)
    const data = found.slice(0, limit).map(publicSync)
    const last = data.at(-1)
    const next = found.length > limit && last ? `/api/syncs?limit=${limit}&before=${last.id}` : null
    return currentJson({ data, links: { next } })
  },
})
