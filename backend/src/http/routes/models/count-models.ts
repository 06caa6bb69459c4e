import { modelCountSchema } from '@modelkeep/catalog/contract/models'
import { modelCachePolicy, modelServices, respondToQuery } from '../../bodies/model-responses.js'
import { countBody, listQueryOf, official, plain, type Family } from '../../bodies/models.js'
import { notReadyOrHistoryUnavailable } from '../../openapi/errors.js'
import { defineRoute, type Route } from '../../route.js'

function countRoute(family: Family, id: string): Route {
  return defineRoute({
    method: 'GET',
    path: `${family.root}/models/count`,
    query: listQueryOf(family),
    responses: { 'application/json': { schema: modelCountSchema, example: { data: { count: 421 } } } },
    docs: {
      id,
      tag: 'Models',
      summary: 'Count models',
      description: `Takes the parameters of \`${family.root}/models\`, with the same defaults; \`limit\` and \`offset\` have no effect.`,
      errors: { 503: notReadyOrHistoryUnavailable },
    },
    access: 'public',
    cache: modelCachePolicy,
    load: 'work',
    services: modelServices,
    handle: ({ query }, services) => respondToQuery(services, { query, body: (source) => countBody(source, query) }),
  })
}

export const countModels = countRoute(plain, 'countModels')
export const countOpenRouterModels = countRoute(official, 'countOpenRouterModels')
