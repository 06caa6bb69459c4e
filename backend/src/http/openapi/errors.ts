import { problemSchema } from '@modelkeep/catalog/contract/problem'
import { tierSchema } from '@modelkeep/catalog/contract/health'
import * as z from 'zod'
import type { ZodOpenApiResponseObject } from 'zod-openapi'
import { HttpProblem, problemBody } from '../response/problem.js'

const header = (id: string, description: string, example: string) =>
  z.string().meta({ description, example, header: { id } })

const requestId = header(
  'RequestId',
  "The request's id: yours, where `X-Request-Id` came with up to 128 letters, digits and `._:-`, else a new one. The log has it too.",
  '0b8f6c1e-2f5a-4c1d-9a43-6f0f3a1f7a55',
)
const vary = header(
  'Vary',
  'Which request headers the answer depends on: `Accept-Encoding`, and `Origin` where ALLOWED_ORIGINS is a list',
  'Accept-Encoding',
)
const retryAfter = header('RetryAfter', 'Seconds after which to try again', '10')

const allowOrigin = header(
  'AllowOrigin',
  'Who may read the answer in a browser (the Fetch standard): `*`; where ALLOWED_ORIGINS is a list, the origin that asks, if it is on it',
  '*',
)

const ofEveryAnswer = { 'X-Request-Id': requestId, Vary: vary, 'Access-Control-Allow-Origin': allowOrigin }

/** Of an answer from the catalogue, also of one without a body. */
export const freshness = z.object({
  ETag: header(
    'ETag',
    'Hash of the content, and the encoding. Equal on every replica that holds the same catalogue.',
    '"3Jx0kV2mTq9bY7cR5aZ1wQ-br"',
  ),
  'Last-Modified': header(
    'LastModified',
    'When the catalogue last changed (RFC 9110); of an answer about the past: when the sync was made that it shows',
    'Sat, 22 Aug 2026 13:41:00 GMT',
  ),
  Age: z
    .int()
    .min(0)
    .meta({
      description:
        'Seconds since upstream last confirmed this catalogue, or the database this past (RFC 9111). Larger than `max-age`: it is stale, and served all the same.',
      example: 42,
      header: { id: 'Age' },
    }),
  'Cache-Control': header(
    'CacheControl',
    '`max-age` is CACHE_TTL_SECONDS (RFC 9111, RFC 5861)',
    'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400',
  ),
  'Cache-Status': header(
    'CacheStatus',
    'RFC 9211. `hit`: the answer was ready, `ttl` seconds before it goes stale (below zero: since it has). `fwd=uri-miss`: it was made for this request, and kept if `stored`.',
    'modelkeep; hit; ttl=258',
  ),
  'X-Data-Source': tierSchema.meta({ header: { id: 'DataSource' } }),
  ...ofEveryAnswer,
})

/** Of an answer that is true of this moment only. */
export const unkept = z.object({
  'Cache-Control': header('NoStore', 'The answer is true of this moment only', 'no-store'),
  ...ofEveryAnswer,
})

/** What a client may say of the copy that it has. */
export const conditions = z.object({
  'If-None-Match': z
    .string()
    .optional()
    .meta({
      description:
        'The `ETag` of the copy that the client has, or several, or `*`. Where one is right: 304. What is no entity tag matches nothing.',
      example: '"3Jx0kV2mTq9bY7cR5aZ1wQ-br"',
      param: { id: 'IfNoneMatch' },
    }),
  'If-Modified-Since': z
    .string()
    .optional()
    .meta({
      description:
        'An HTTP date. Where the catalogue has not changed since: 304. Passed over where it is no such date, or `If-None-Match` is given.',
      example: 'Sat, 22 Aug 2026 13:41:00 GMT',
      param: { id: 'IfModifiedSince' },
    }),
})

interface ProblemDescription {
  /** Under which name the contract keeps it. */
  id: string
  description: string
  /** What the example says. */
  detail: string
  /** Which query parameter is wrong. */
  parameter?: string
  headers?: z.ZodRawShape
}

function problemResponse(
  status: number,
  { id, description, detail, parameter, headers }: ProblemDescription,
): ZodOpenApiResponseObject {
  const example = problemBody(
    new HttpProblem(status, detail, parameter === undefined ? {} : { parameter }),
    '0b8f6c1e-2f5a-4c1d-9a43-6f0f3a1f7a55',
  )
  return {
    id,
    description,
    headers: unkept.extend(headers ?? {}),
    // The second is for clients that accept no other name for JSON, such as OpenRouter's own.
    content: {
      'application/problem+json': { schema: problemSchema, example },
      'application/json': { schema: problemSchema, example },
    },
  }
}

export const unchanged: ZodOpenApiResponseObject = {
  id: 'NotModified',
  description: 'What the client has is still right (`If-None-Match`, `If-Modified-Since`). There is no body.',
  headers: freshness,
}

const badRequest = 'Something in the request is wrong, or a parameter is not known; the answer names it.'
export const badQuery = problemResponse(400, {
  id: 'BadQuery',
  description: badRequest,
  detail: 'limit: must be a whole number from 1 to 1000',
  parameter: 'limit',
})
export const noParameters = problemResponse(400, {
  id: 'NoParameters',
  description: badRequest,
  detail: 'limit: this route takes no parameters',
  parameter: 'limit',
})

export const unauthorized = problemResponse(401, {
  id: 'Unauthorized',
  description: 'The admin token is missing or wrong.',
  detail: 'this route wants "Authorization: Bearer" with the admin token',
  headers: {
    'WWW-Authenticate': header('WwwAuthenticate', 'How to authenticate (RFC 9110)', 'Bearer realm="modelkeep"'),
  },
})

export const forbidden = problemResponse(403, {
  id: 'AdministrationOff',
  description: 'Administration is off: no ADMIN_TOKEN is set.',
  detail: 'administration is off: no ADMIN_TOKEN is set',
})

export const noSuchModel = problemResponse(404, {
  id: 'NoSuchModel',
  description:
    'There is no model of that id, or there was none at `as_of`: then the answer says when there was, if that is known.',
  detail: 'there is no model "openai/gpt-0"',
})

export const neverAModel = problemResponse(404, {
  id: 'NeverAModel',
  description: 'There is no model of that id, and there never was.',
  detail: 'there never was a model "openai/gpt-0"',
})

export const noSuchDocument = problemResponse(404, {
  id: 'NoSuchDocument',
  description: 'Upstream has no such document.',
  detail: 'upstream has no document "providers"',
})

export const noCopyYet = problemResponse(503, {
  id: 'NoCopyYet',
  description: 'There is no copy yet, and upstream cannot give one now; `Retry-After` says when to try again.',
  detail:
    'there is no copy of this yet, and upstream cannot give one now: openrouter.ai refused the connection after 3 ms',
  headers: { 'Retry-After': retryAfter },
})

export const cannotAnswer = problemResponse(501, {
  id: 'CannotAnswer',
  description: 'What is stored cannot answer this; the answer says why.',
  detail: 'this route of OpenRouter cannot be answered: data retention is a property of every endpoint',
})

export const notKeptAside = problemResponse(404, {
  id: 'NotKeptAside',
  description: 'There is no such entry.',
  detail: 'nothing with the id 7 is kept aside',
})

export const methodNotAllowed = problemResponse(405, {
  id: 'MethodNotAllowed',
  description: 'The method is not one of this route. Where GET is, HEAD is too, with the same headers and no body.',
  detail: 'DELETE is not a method of this route; it knows GET, HEAD, OPTIONS',
  headers: { Allow: header('Allow', 'The methods of this route', 'GET, HEAD, OPTIONS') },
})

export const notApprovable = problemResponse(409, {
  id: 'NotApprovable',
  description: 'It cannot be approved; the answer says why.',
  detail: 'a good list has come since; this one is out of date',
})

export const tooLarge = problemResponse(413, {
  id: 'TooLarge',
  description: 'The body is larger than 16 KB.',
  detail: 'the body is larger than 16 KB',
})

export const notJson = problemResponse(415, {
  id: 'NotJson',
  description: 'The body is not JSON, or in a charset or encoding that is not known.',
  detail: 'the body must be application/json',
})

const rateLimit = header(
  'RateLimit',
  'Of a request that cost work: `r` are left to this address, and all of them again after `t` seconds (draft-ietf-httpapi-ratelimit-headers). With other answers too, where the request counted.',
  '"address";r=0;t=10',
)
const rateLimitPolicy = header(
  'RateLimitPolicy',
  'How many there are (`q`) in how many seconds (`w`)',
  '"address";q=1000;w=10',
)

export const tooMany = problemResponse(429, {
  id: 'TooMany',
  description:
    'This address asks for more that costs work than RATE_LIMIT allows, or has sent too many wrong admin tokens. Answers that are ready are given all the same.',
  detail:
    'this address asks for more than 100 answers a second that are not ready; what is ready is answered all the same',
  headers: { 'Retry-After': retryAfter, RateLimit: rateLimit, 'RateLimit-Policy': rateLimitPolicy },
})

export const overloaded = problemResponse(503, {
  id: 'Overloaded',
  description: 'More is asked of the service than it can answer.',
  detail: 'the service is asked for more than it can answer; ask again in 2 s',
  headers: { 'Retry-After': retryAfter },
})

export const internalError = problemResponse(500, {
  id: 'InternalError',
  description: 'A fault of the program. The log says more, under the same request id.',
  detail: 'something failed that should not have; it has been logged with this request id',
})

export const notReady = problemResponse(503, {
  id: 'NotReady',
  description:
    'The program has just started, and no catalogue is loaded yet; or more is asked of it than it can answer.',
  detail: 'no catalogue is loaded yet',
  headers: { 'Retry-After': retryAfter },
})

export const notReadyOrPastAway = problemResponse(503, {
  id: 'NotReadyOrPastAway',
  description:
    'The program has just started, and no catalogue is loaded yet; or the past is asked for (`as_of`, `removed`), and the database cannot be used now; or more is asked than can be answered. What is cached is answered all the same.',
  detail: 'this answer needs the database, which cannot be used now: nothing listens at that address',
  headers: { 'Retry-After': retryAfter },
})

export const databaseAway = problemResponse(503, {
  id: 'DatabaseAway',
  description:
    'The answer needs the database, which cannot be used now; or more is asked than can be answered. What comes from the catalogue is answered all the same.',
  detail: 'this answer needs the database, which cannot be used now: nothing listens at that address',
  headers: { 'Retry-After': retryAfter },
})

export const refreshNotPossible = problemResponse(503, {
  id: 'RefreshNotPossible',
  description: 'Another replica is at it and does not finish, or the database went away meanwhile.',
  detail: 'another replica holds the lease and has not finished its sync',
  headers: { 'Retry-After': retryAfter },
})
