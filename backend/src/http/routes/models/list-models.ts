import { modelListSchema } from '@modelkeep/catalog/contract/models'
import { modelCachePolicy, modelServices, respondToQuery } from '../../bodies/model-responses.js'
import { listBody, listQueryOf, official, plain, type Family } from '../../bodies/models.js'
import { respondWithRss } from '../../bodies/rss.js'
import { notReadyOrHistoryUnavailable } from '../../openapi/errors.js'
import { model } from '../../openapi/examples.js'
import { defineRoute, type Route } from '../../route.js'

function listRoute(family: Family, id: string, note: string): Route {
  const path = `${family.root}/models`
  return defineRoute({
    method: 'GET',
    path,
    query: listQueryOf(family),
    responses: {
      'application/json': {
        schema: modelListSchema,
        example: { data: [model], total_count: 421, links: { next: `${path}?limit=1&offset=1` } },
      },
    },
    docs: {
      id,
      tag: 'Models',
      summary: 'List models',
      description: `${note} With \`limit\` or \`offset\` the response is one page, and \`links.next\` is the next one. \`use_rss=true\` returns RSS, as \`/api/models.rss\` does. \`as_of\`, \`removed\` and \`unchanged_days\` read from the database.`,
      errors: { 503: notReadyOrHistoryUnavailable },
    },
    access: 'public',
    cache: modelCachePolicy,
    load: 'work',
    services: modelServices,
    handle: ({ query }, services) =>
      query.use_rss
        ? respondWithRss(services, query)
        : respondToQuery(services, { query, body: (source) => listBody(family, source, query) }),
  })
}

export const listModels = listRoute(
  plain,
  'listModels',
  'Without parameters: every model, in upstream order, as upstream sent it.',
)
export const listOpenRouterModels = listRoute(
  official,
  'listOpenRouterModels',
  "For OpenRouter's clients: `output_modalities` defaults to `text`, and every field that OpenRouter promises is present.",
)
