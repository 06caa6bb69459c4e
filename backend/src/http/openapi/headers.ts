/** Request and response headers, as the contract documents them. */
import { tierSchema } from '@modelkeep/catalog/contract/health'
import * as z from 'zod'

export function header(id: string, description: string, example: string) {
  return z.string().meta({ description, example, header: { id } })
}

/** Of a header that not every response has. */
export function optionalHeader(id: string, description: string, example: string) {
  return z.string().optional().meta({ description, example, header: { id } })
}

const requestId = header(
  'RequestId',
  'The request id: the one sent in `X-Request-Id`, if it has at most 128 letters, digits and `._:-`, else a new one. The log contains it, too.',
  '0b8f6c1e-2f5a-4c1d-9a43-6f0f3a1f7a55',
)
const vary = header(
  'Vary',
  'The request headers that the response depends on: `Accept-Encoding`, and `Origin` if ALLOWED_ORIGINS is a list',
  'Accept-Encoding',
)
const allowOrigin = header(
  'AllowOrigin',
  'Who may read the response in a browser (the Fetch standard): `*`; if ALLOWED_ORIGINS is a list, the requesting origin, if it is listed',
  '*',
)
export const retryAfter = header('RetryAfter', 'Seconds after which to retry', '10')

const ofEveryResponse = { 'X-Request-Id': requestId, Vary: vary, 'Access-Control-Allow-Origin': allowOrigin }

/** Headers of a response from the catalogue or from history, also of one without a body. */
export const freshness = z.object({
  ETag: header(
    'ETag',
    'A hash of the content, and the encoding. Equal on every replica that has the same catalogue.',
    '"3Jx0kV2mTq9bY7cR5aZ1wQ-br"',
  ),
  'Last-Modified': header(
    'LastModified',
    'When the catalogue last changed (RFC 9110); for a historical response: the time of the sync that it shows',
    'Sat, 22 Aug 2026 13:41:00 GMT',
  ),
  Age: z
    .int()
    .min(0)
    .meta({
      description:
        'Seconds since upstream last confirmed this catalogue, or the database this history (RFC 9111). Above `max-age` the response is stale, and is served all the same.',
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
    'RFC 9211. `hit`: the response was cached; `ttl` is the seconds until it is stale, negative once it is. `fwd=uri-miss`: it was computed for this request, and cached if `stored`.',
    'modelkeep; hit; ttl=258',
  ),
  'X-Data-Source': tierSchema.meta({ header: { id: 'DataSource' } }),
  ...ofEveryResponse,
})

/** Headers of a response that is only true now. */
export const uncached = z.object({
  'Cache-Control': header('NoStore', 'The response is only true now', 'no-store'),
  ...ofEveryResponse,
})

/** Headers of a conditional request. */
export const conditions = z.object({
  'If-None-Match': z
    .string()
    .optional()
    .meta({
      description:
        "The `ETag` of the client's copy, or several, or `*`. A match is a 304. Anything that is not an entity tag matches nothing.",
      example: '"3Jx0kV2mTq9bY7cR5aZ1wQ-br"',
      param: { id: 'IfNoneMatch' },
    }),
  'If-Modified-Since': z
    .string()
    .optional()
    .meta({
      description:
        'An HTTP date. If the catalogue has not changed since: 304. Ignored if it is not a valid date, or if `If-None-Match` is given.',
      example: 'Sat, 22 Aug 2026 13:41:00 GMT',
      param: { id: 'IfModifiedSince' },
    }),
})
