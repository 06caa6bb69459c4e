/** Error responses, as the contract documents them. */
import { problemSchema } from '@modelkeep/catalog/contract/problem'
import type * as z from 'zod'
import type { ZodOpenApiResponseObject } from 'zod-openapi'
import { HttpProblem, problemBody } from '../response/problem.js'
import { freshness, header, retryAfter, uncached } from './headers.js'

/** The documentation of one error status. */
export type ErrorDocs = ZodOpenApiResponseObject

interface ErrorDescription {
  /** The name of the component in the contract. */
  id: string
  description: string
  /** The message in the example. */
  detail: string
  /** The query parameter that is wrong. */
  parameter?: string
  headers?: z.ZodRawShape
}

export function errorResponse(
  status: number,
  { id, description, detail, parameter, headers }: ErrorDescription,
): ErrorDocs {
  const problem = new HttpProblem(status, detail, parameter === undefined ? {} : { parameter })
  const content = { schema: problemSchema, example: problemBody(problem, '0b8f6c1e-2f5a-4c1d-9a43-6f0f3a1f7a55') }
  return {
    id,
    description,
    headers: uncached.extend(headers ?? {}),
    // The second is for clients that accept no other JSON media type, such as OpenRouter's own.
    content: { 'application/problem+json': content, 'application/json': content },
  }
}

export const notModified: ErrorDocs = {
  id: 'NotModified',
  description: "The client's copy is still valid (`If-None-Match`, `If-Modified-Since`). There is no body.",
  headers: freshness,
}

const badRequest = 'The request is invalid, or a parameter is unknown; the response names it.'
export const badQuery = errorResponse(400, {
  id: 'BadQuery',
  description: badRequest,
  detail: 'limit: must be a whole number from 1 to 1000',
  parameter: 'limit',
})
export const noParameters = errorResponse(400, {
  id: 'NoParameters',
  description: badRequest,
  detail: 'limit: this route takes no parameters',
  parameter: 'limit',
})

export const unauthorized = errorResponse(401, {
  id: 'Unauthorized',
  description: 'The admin token is missing or wrong.',
  detail: 'this route requires "Authorization: Bearer" with the admin token',
  headers: {
    'WWW-Authenticate': header('WwwAuthenticate', 'How to authenticate (RFC 9110)', 'Bearer realm="modelkeep"'),
  },
})

export const forbidden = errorResponse(403, {
  id: 'AdministrationOff',
  description: 'Administration is off: ADMIN_TOKEN is not set.',
  detail: 'administration is off: ADMIN_TOKEN is not set',
})

export const noSuchModel = errorResponse(404, {
  id: 'NoSuchModel',
  description: 'There is no such model, or there was none at `as_of`; the response then says when there was, if known.',
  detail: 'there is no model "openai/gpt-0"',
})

export const neverAModel = errorResponse(404, {
  id: 'NeverAModel',
  description: 'There is no such model, and there never was.',
  detail: 'there never was a model "openai/gpt-0"',
})

export const noSuchDocument = errorResponse(404, {
  id: 'NoSuchDocument',
  description: 'Upstream has no such document.',
  detail: 'upstream has no document "providers"',
})

export const notQuarantined = errorResponse(404, {
  id: 'NotQuarantined',
  description: 'There is no such entry.',
  detail: 'there is no quarantined payload with the id 7',
})

export const methodNotAllowed = errorResponse(405, {
  id: 'MethodNotAllowed',
  description:
    'The route does not allow this method. Every route with GET also has HEAD, with the same headers and no body.',
  detail: 'DELETE is not allowed here; allowed are GET, HEAD, OPTIONS',
  headers: { Allow: header('Allow', 'The methods of this route', 'GET, HEAD, OPTIONS') },
})

export const notApprovable = errorResponse(409, {
  id: 'NotApprovable',
  description: 'The payload cannot be approved; the response says why.',
  detail: 'a valid list has arrived since; this one is outdated',
})

export const notMirrored = errorResponse(404, {
  id: 'NotMirrored',
  description: 'The document is not mirrored, or there was no copy at that time.',
  detail: 'models.dev is not mirrored; MIRROR does not name it',
})

export const noSuchWatch = errorResponse(404, {
  id: 'NoSuchWatch',
  description: 'There is no such watch, or no such message.',
  detail: 'there is no watch with the id 3',
})

export const watchConflict = errorResponse(409, {
  id: 'WatchConflict',
  description: 'The watch is not possible as it is; the response says why and what would be.',
  detail: 'there is a watch with the name “OpenAI prices” already',
})

export const tooLarge = errorResponse(413, {
  id: 'TooLarge',
  description: 'The body is larger than 16 KB.',
  detail: 'the body is larger than 16 KB',
})

export const notJson = errorResponse(415, {
  id: 'NotJson',
  description: 'The body is not JSON, or its charset or encoding is unknown.',
  detail: 'the body must be application/json',
})

export const tooLargeUpload = errorResponse(413, {
  id: 'TooLargeUpload',
  description: 'The JSON document is larger than 1 MB, or has more than 1,000 rows. NDJSON has no such limit.',
  detail: 'the body is larger than 1 MB; send application/x-ndjson',
})

export const wrongMediaType = errorResponse(415, {
  id: 'WrongMediaType',
  description: 'The body has another media type than this route reads, or a content encoding.',
  detail: 'the body must be application/json or application/x-ndjson',
})

export const tooManyRequests = errorResponse(429, {
  id: 'TooMany',
  description:
    'This address exceeds RATE_LIMIT, or has sent too many wrong admin tokens. Cached responses do not count.',
  detail: 'this address exceeds 100 requests per second; cached responses do not count',
  headers: {
    'Retry-After': retryAfter,
    RateLimit: header(
      'RateLimit',
      'Of a request that counted: `r` remain for this address, and all of them after `t` seconds (draft-ietf-httpapi-ratelimit-headers). Also on successful responses that counted.',
      '"address";r=0;t=10',
    ),
    'RateLimit-Policy': header('RateLimitPolicy', 'The quota (`q`) per window of `w` seconds', '"address";q=1000;w=10'),
  },
})

export const internalError = errorResponse(500, {
  id: 'InternalError',
  description: 'An unexpected error. The log has the details, under the same request id.',
  detail: 'an unexpected error occurred; it has been logged with this request id',
})

export const notSupported = errorResponse(501, {
  id: 'NotSupported',
  description: 'The stored data cannot answer this; the response says why.',
  detail: 'this OpenRouter route is not supported: data retention is a property of each endpoint',
})

export const overloaded = errorResponse(503, {
  id: 'Overloaded',
  description: 'The service is overloaded.',
  detail: 'the service is overloaded; try again in 2 s',
  headers: { 'Retry-After': retryAfter },
})

export const notReady = errorResponse(503, {
  id: 'NotReady',
  description: 'No catalogue is loaded yet, just after a start; or the service is overloaded.',
  detail: 'no catalogue is loaded yet',
  headers: { 'Retry-After': retryAfter },
})

const databaseDetail = 'this response needs the database, which is unavailable: nothing listens at that address'

export const notReadyOrHistoryUnavailable = errorResponse(503, {
  id: 'NotReadyOrHistoryUnavailable',
  description:
    'No catalogue is loaded yet, just after a start; or history is requested (`as_of`, `removed`, `unchanged_days`) and the database is unavailable; or the service is overloaded. Cached responses are served all the same.',
  detail: databaseDetail,
  headers: { 'Retry-After': retryAfter },
})

export const historyUnavailable = errorResponse(503, {
  id: 'DatabaseUnavailable',
  description:
    'The response needs the database, which is unavailable; or the service is overloaded. Responses from the catalogue are served all the same.',
  detail: databaseDetail,
  headers: { 'Retry-After': retryAfter },
})

export const noCopyYet = errorResponse(503, {
  id: 'NoCopyYet',
  description: 'There is no copy yet, and upstream cannot provide one now; `Retry-After` says when to retry.',
  detail: 'there is no copy of this yet, and upstream cannot provide one now: [host] refused the connection after 3 ms',
  headers: { 'Retry-After': retryAfter },
})

export const refreshNotPossible = errorResponse(503, {
  id: 'RefreshNotPossible',
  description: 'Another replica holds the lease and does not finish, or the database became unavailable meanwhile.',
  detail: 'another replica holds the lease and has not finished its sync',
  headers: { 'Retry-After': retryAfter },
})
