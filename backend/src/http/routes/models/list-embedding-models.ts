import { modelListSchema } from '@modelkeep/catalog/contract/models'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { modelServices, respondToQuery } from '../../bodies/model-responses.js'
import { listBody, official } from '../../bodies/models.js'
import { model } from '../../openapi/examples.js'
import { defineRoute, queryOf } from '../../route.js'

const pageSchema = z.strictObject({
  limit: optional(
    wholeNumber(1, 1000, {
      description: 'The maximum number of models on the page. Absent: 500 if `offset` is given, else no paging.',
      example: 500,
    }),
  ),
  offset: optional(
    wholeNumber(0, 2_147_483_647, {
      description: 'The number of models to skip. Absent: 0.',
      example: 0,
    }),
  ),
})

export const listEmbeddingModels = defineRoute({
  method: 'GET',
  path: '/api/v1/embeddings/models',
  query: queryOf(pageSchema),
  responses: {
    'application/json': {
      schema: modelListSchema,
      example: { data: [model], total_count: 31, links: { next: null } },
    },
  },
  docs: { id: 'listEmbeddingModels', tag: 'Models', summary: 'List embedding models' },
  access: 'public',
  cache: 'catalogue',
  load: 'work',
  services: modelServices,
  handle: ({ query: page }, services) => {
    const query: ListQuery = { ...page, output_modalities: ['embeddings'] }
    return respondToQuery(services, { query, body: (source) => listBody(official, source, query) })
  },
})
