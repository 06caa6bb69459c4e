import { oneModelSchema } from '@modelkeep/catalog/contract/models'
import { timestampParameter } from '@modelkeep/catalog/query/timestamp-parameter'
import { optional } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { lifecycleHeaders } from '../../bodies/lifecycle.js'
import { modelCachePolicy, respondWithModel, singleModelServices } from '../../bodies/model-responses.js'
import { official, plain, type Family } from '../../bodies/models.js'
import { noSuchModel, notReadyOrHistoryUnavailable } from '../../openapi/errors.js'
import { model } from '../../openapi/examples.js'
import { authorAndSlug, modelId } from '../../openapi/parameters.js'
import { defineRoute, queryOf, type Route } from '../../route.js'

const asOfSchema = z.strictObject({
  as_of: optional(
    timestampParameter({
      description:
        'The model as it was observed at this moment. If it was not in the catalogue then: a 404 that says so and, if known, when it was. A moment in the future is a 400.',
      example: '2026-05-01T12:00:00Z',
    }),
  ),
})

interface Paths {
  path: string
  params: z.ZodObject
  documentedPath?: string
}

function modelRoute(family: Family, id: string, { path, params, documentedPath }: Paths): Route {
  return defineRoute({
    method: 'GET',
    path,
    params,
    query: queryOf(asOfSchema),
    responses: { 'application/json': { schema: oneModelSchema, example: { data: model } } },
    responseHeaders: lifecycleHeaders,
    docs: {
      id,
      tag: 'Models',
      summary: 'Get one model',
      ...(documentedPath !== undefined && { path: documentedPath }),
      errors: { 404: noSuchModel, 503: notReadyOrHistoryUnavailable },
    },
    access: 'public',
    cache: modelCachePolicy,
    load: 'work',
    services: singleModelServices,
    handle: (request, services) => respondWithModel(services, family, request.params.id ?? '', request.query.as_of),
  })
}

export const getModel = modelRoute(plain, 'getModel', { path: '/api/models/{+id}', params: modelId })
export const getOpenRouterModel = modelRoute(official, 'getOpenRouterModel', {
  path: '/api/v1/models/{+id}',
  params: modelId,
})
export const getOpenRouterModelBySlug = modelRoute(official, 'getOpenRouterModelBySlug', {
  path: '/api/v1/model/{+id}',
  params: authorAndSlug,
  documentedPath: '/api/v1/model/{author}/{slug}',
})
