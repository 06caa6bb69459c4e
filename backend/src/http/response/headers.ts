import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { SnapshotReader } from '../../snapshot/snapshot-store.js'
import type { Origin } from '../../snapshot/snapshot.js'
import { rateLimitHeaders } from '../limits/rate-limit.js'
import type { CachedResponse, CacheOutcome, Variant } from './cached-response.js'
import { securityHeaders } from './security-headers.js'

export interface HeaderOptions {
  snapshots: SnapshotReader
  ttlSeconds: number
  allowedOrigins: '*' | readonly string[]
}

/** The parts of a request that its response can depend on. */
export interface RequestHead {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** Response headers. Flat: name, value. */
export interface ResponseHeaders {
  /** The headers that every response has. */
  common(req: RequestHead): string[]
  of(req: RequestHead, response: CachedResponse, variant: Variant, outcome: CacheOutcome): string[]
  /** The same for a 304. */
  ofNotModified(req: RequestHead, response: CachedResponse, variant: Variant, outcome: CacheOutcome): string[]
}

const exposed =
  'ETag, Last-Modified, Age, Date, Cache-Status, X-Data-Source, X-Omitted-Prices, X-Catalogue-Sources, Deprecation, Sunset, Link, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy'

/** What never changes about a variant is put together once; a request adds its id, CORS, rate limit and freshness. */
export function createResponseHeaders({ snapshots, ttlSeconds, allowedOrigins }: HeaderOptions): ResponseHeaders {
  const corsOf = createCors(allowedOrigins)
  const dataSecurity = securityHeaders()
  const vary = ['Vary', allowedOrigins === '*' ? 'Accept-Encoding' : 'Accept-Encoding, Origin']
  const cacheControl = `public, max-age=${ttlSeconds}, stale-while-revalidate=${ttlSeconds}, stale-if-error=86400`

  const requestHeaders = (req: RequestHead): string[] => [
    'X-Request-Id',
    requestId(req),
    ...corsOf(req.headers.origin),
    ...rateLimitHeaders(req),
  ]

  function cachingHeaders({ origin, asset }: CachedResponse, { etag }: Variant): string[] {
    if (origin !== null)
      return [
        'ETag',
        etag,
        'Last-Modified',
        new Date(origin.changedAt).toUTCString(),
        'Cache-Control',
        cacheControl,
        'X-Data-Source',
        origin.tier,
      ]
    return asset === undefined ? ['Cache-Control', 'no-store'] : ['ETag', etag, 'Cache-Control', asset.cacheControl]
  }

  const notModifiedHeaders = (response: CachedResponse, variant: Variant): readonly string[] =>
    (variant.notModifiedHeaders ??= [
      ...(response.asset?.security ?? dataSecurity),
      ...vary,
      ...response.headers,
      ...cachingHeaders(response, variant),
    ])

  const fullHeaders = (response: CachedResponse, variant: Variant): readonly string[] =>
    (variant.fullHeaders ??= [...notModifiedHeaders(response, variant), ...contentHeaders(response, variant)])

  /** RFC 9111 (Age) and 9211 (Cache-Status: `ttl` falls below zero when the response is stale). */
  function addFreshness(headers: string[], origin: Origin | null, outcome: CacheOutcome): void {
    if (origin === null) return
    const age = Math.floor(snapshots.ageMsOf(origin) / 1000)
    const status =
      outcome === 'hit'
        ? `hit; ttl=${ttlSeconds - age}`
        : outcome === 'stored'
          ? 'fwd=uri-miss; stored'
          : 'fwd=uri-miss'
    headers.push('Age', String(age), 'Cache-Status', `modelkeep; ${status}`)
  }

  function join(
    req: RequestHead,
    { origin }: CachedResponse,
    outcome: CacheOutcome,
    fixed: readonly string[],
  ): string[] {
    const headers = requestHeaders(req)
    addFreshness(headers, origin, outcome)
    headers.push(...fixed)
    return headers
  }

  return {
    common: (req) => [...requestHeaders(req), ...dataSecurity, ...vary],
    of: (req, response, variant, outcome) => join(req, response, outcome, fullHeaders(response, variant)),
    ofNotModified: (req, response, variant, outcome) =>
      join(req, response, outcome, notModifiedHeaders(response, variant)),
  }
}

function contentHeaders({ contentType, length }: CachedResponse, { encoding, body }: Variant): string[] {
  if (length === 0) return ['Content-Length', '0'] // nothing has no type
  if (encoding === 'identity') return ['Content-Type', contentType, 'Content-Length', String(length)]
  if (body === undefined) throw new TypeError('the length of a body is known only after its compression')
  return ['Content-Type', contentType, 'Content-Length', String(body.length), 'Content-Encoding', encoding]
}

/** One shared list for each allowed origin. */
function createCors(
  allowedOrigins: HeaderOptions['allowedOrigins'],
): (origin: string | undefined) => readonly string[] {
  const none: readonly string[] = []
  const headersOf = (origin: string): readonly string[] => [
    'Access-Control-Allow-Origin',
    origin,
    'Access-Control-Expose-Headers',
    exposed,
  ]
  if (allowedOrigins === '*') {
    const every = headersOf('*')
    return () => every
  }
  const lists = new Map(allowedOrigins.map((origin) => [origin, headersOf(origin)]))
  return (origin) => (origin === undefined ? none : (lists.get(origin) ?? none))
}

const safeId = /^[A-Za-z0-9._:-]{1,128}$/

/** The client's request id if it is safe to repeat, else a new one. Stored on the request. */
export function requestId(req: RequestHead & { modelkeepId?: string }): string {
  const given = req.headers['x-request-id']
  req.modelkeepId ??= typeof given === 'string' && safeId.test(given) ? given : randomUUID()
  return req.modelkeepId
}
