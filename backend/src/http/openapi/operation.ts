import type {
  ZodOpenApiContentObject,
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi'
import type { MediaType, Route, RouteDocs } from '../route.js'
import * as error from './errors.js'
import { conditions, freshness, uncached } from './headers.js'

/** The paths of the contract: every documented route, by its path template and method. */
export function contractPaths(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {}
  for (const route of routes) {
    if (route.docs === null) continue
    const path = route.docs.path ?? route.path.replaceAll('{+', '{')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, route.docs) }
  }
  return paths
}

function operation(route: Route, docs: RouteDocs): ZodOpenApiOperationObject {
  const { query, params, body, uploads, access } = route
  const requestParams = {
    ...(query !== undefined && query !== 'ignored' && { query: query.schema }),
    ...(params && { path: params }),
    ...(isCacheable(route) && { header: conditions }),
  }
  return {
    operationId: docs.id,
    summary: docs.summary,
    description: docs.description ?? `${docs.summary}.`,
    tags: [docs.tag],
    ...(Object.keys(requestParams).length > 0 && { requestParams }),
    ...(body && { requestBody: { required: false, content: { 'application/json': { ...body } } } }),
    ...(uploads && { requestBody: { required: true, content: copied(uploads) } }),
    ...(access === 'admin' && { security: [{ admin: [] }] }),
    responses: responses(route, docs),
  }
}

/** The responses that follow from the route's properties, then those that it documents itself. */
function responses(route: Route, { summary, errors, cannotFail }: RouteDocs): ZodOpenApiResponsesObject {
  const { access, body, uploads, load, query } = route
  const cacheable = isCacheable(route)
  const headers = (cacheable ? freshness : uncached).extend(route.responseHeaders ?? {})
  const success = { description: summary, headers, content: copied(route.responses) }
  return {
    ...(Object.keys(route.responses).length > 0 && { [route.status ?? 200]: success }),
    ...(cacheable && { 304: error.notModified }),
    ...(query !== 'ignored' && { 400: query === undefined ? error.noParameters : error.badQuery }),
    ...(access === 'admin' && { 401: error.unauthorized, 403: error.forbidden }),
    405: error.methodNotAllowed,
    ...(body && { 413: error.tooLarge, 415: error.notJson }),
    ...(uploads && { 413: error.tooLargeUpload, 415: error.wrongMediaType }),
    ...((load === 'work' || load === 'light') && { 429: error.tooManyRequests }),
    ...(!cannotFail && { 500: error.internalError }),
    ...(load !== 'exempt' && { 503: cacheable ? error.notReady : error.overloaded }),
    ...errors,
  }
}

/** Copies, since the types of zod-openapi are open to extensions. */
function copied(contents: Readonly<Record<string, MediaType>>): ZodOpenApiContentObject {
  return Object.fromEntries(Object.entries(contents).map(([type, content]) => [type, { ...content }]))
}

function isCacheable({ cache }: Route): boolean {
  return cache !== 'never'
}
