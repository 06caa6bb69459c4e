import { notSupported } from '../../openapi/errors.js'
import { authorAndSlug } from '../../openapi/parameters.js'
import { HttpProblem } from '../../response/problem.js'
import { defineRoute, type Route } from '../../route.js'

/** Routes of OpenRouter that the stored data cannot answer. They return 501 with the reason rather than 404. */
const unsupported: readonly { id: string; path: string; reason: string }[] = [
  {
    id: 'listOpenRouterUserModels',
    path: '/api/v1/models/user',
    reason: "it depends on an OpenRouter account's preferences, and Modelkeep has no accounts",
  },
  {
    id: 'listOpenRouterZdrEndpoints',
    path: '/api/v1/endpoints/zdr',
    reason: 'data retention is a property of each endpoint, and endpoints are mirrored one model at a time',
  },
  {
    id: 'listOpenRouterImageModels',
    path: '/api/v1/images/models',
    reason:
      'its capability descriptors are in no mirrored list; /api/v1/models?output_modalities=image lists the models',
  },
  {
    id: 'listOpenRouterImageModelEndpoints',
    path: '/api/v1/images/models/{author}/{slug}/endpoints',
    reason: 'its prices are in no mirrored list; /api/v1/models/{author}/{slug}/endpoints has the endpoints',
  },
  {
    id: 'listOpenRouterVideoModels',
    path: '/api/v1/videos/models',
    reason:
      'its capability descriptors are in no mirrored list; /api/v1/models?output_modalities=video lists the models',
  },
]

export const notSupportedRoutes: readonly Route[] = unsupported.map(({ id, path, reason }) =>
  defineRoute({
    method: 'GET',
    path,
    ...(path.includes('{author}') && { params: authorAndSlug }),
    query: 'ignored',
    responses: {},
    docs: {
      id,
      tag: 'Models',
      summary: 'Not supported',
      description: `This OpenRouter route is not supported: ${reason}.`,
      errors: { 501: notSupported },
      cannotFail: true,
    },
    access: 'public',
    cache: 'never',
    load: 'work',
    services: [],
    handle: () => {
      throw new HttpProblem(501, `this OpenRouter route is not supported: ${reason}`)
    },
  }),
)
