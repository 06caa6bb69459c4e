import { facetsResponseSchema } from '@modelkeep/catalog/contract/facets'
import { modelCachePolicy, modelServices, respondToQuery } from '../../bodies/model-responses.js'
import { facetsBody, listQueryOf, plain } from '../../bodies/models.js'
import { notReadyOrHistoryUnavailable } from '../../openapi/errors.js'
import { facets } from '../../openapi/examples.js'
import { defineRoute } from '../../route.js'

export const getFacets = defineRoute({
  method: 'GET',
  path: '/api/facets',
  query: listQueryOf(plain),
  responses: { 'application/json': { schema: facetsResponseSchema, example: { data: facets } } },
  docs: {
    id: 'getFacets',
    tag: 'Models',
    summary: 'List filter values with counts',
    description:
      'Each value of each filter, with the number of models that would remain. Takes the parameters of the list; order and paging have no effect.',
    errors: { 503: notReadyOrHistoryUnavailable },
  },
  access: 'public',
  cache: modelCachePolicy,
  load: 'work',
  services: modelServices,
  handle: ({ query }, services) => respondToQuery(services, { query, body: (source) => facetsBody(source, query) }),
})
