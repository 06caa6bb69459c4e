import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { SnapshotStore } from '../../snapshot/snapshot-store.js'
import type { Origin } from '../../snapshot/snapshot.js'
import type { CacheOutcome, CachedResponse, Variant, Written, WrittenHeaders } from './cached-response.js'
import { rateLimitHeaders } from '../limits/rate-limit.js'
import { securityHeaders } from './security-headers.js'

export interface WriteOptions {
  snapshots: SnapshotStore
  ttlSeconds: number
  allowedOrigins: '*' | readonly string[]
}

/** What of a request an answer may depend on. */
export interface RequestHead {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** The headers of answers: flat, name and value. */
export interface ResponseHeaders {
  /** Those that every answer has, whatever it is. */
  common(req: RequestHead): string[]
  /** Those of a variant of an entry, as a 304 unless `full`. To be written at once: the next request gets the same list, with an id of its own. */
  of(req: RequestHead, entry: CachedResponse, variant: Variant, how: { full: boolean; outcome: CacheOutcome }): string[]
}

const exposed =
  'ETag, Last-Modified, Age, Date, Cache-Status, X-Data-Source, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy'

export function createResponseHeaders({ snapshots, ttlSeconds, allowedOrigins }: WriteOptions): ResponseHeaders {
  const corsOf = createCors(allowedOrigins)
  const lastModifiedOf = createLastModified()
  const dataSecurity = securityHeaders()
  const vary = ['Vary', allowedOrigins === '*' ? 'Accept-Encoding' : 'Accept-Encoding, Origin']
  const cacheControl = `public, max-age=${ttlSeconds}, stale-while-revalidate=${ttlSeconds}, stale-if-error=86400`
  const common = (id: string, cors: readonly string[], security: readonly string[] = dataSecurity): string[] => [
    'X-Request-Id',
    id,
    ...cors,
    ...security,
    ...vary,
  ]
  const ageOf = ({ origin }: CachedResponse): number =>
    origin === null ? 0 : Math.floor(snapshots.ageMsOf(origin) / 1000)

  /** RFC 9111 (Age), 5861 (stale-…), 9211 (Cache-Status: `ttl` falls below zero as the answer goes stale). */
  function freshnessHeaders(
    { origin, asset }: CachedResponse,
    { etag }: Variant,
    outcome: CacheOutcome,
    age: number,
  ): string[] {
    if (origin === null)
      return asset === undefined ? ['Cache-Control', 'no-store'] : ['ETag', etag, 'Cache-Control', asset.cacheControl]
    const status =
      outcome === 'hit' ? `hit; ttl=${ttlSeconds - age}` : `fwd=uri-miss${outcome === 'stored' ? '; stored' : ''}`
    return [
      'ETag',
      etag,
      'Last-Modified',
      lastModifiedOf(origin),
      'Age',
      String(age),
      'Cache-Control',
      cacheControl,
      'Cache-Status',
      `modelkeep; ${status}`,
      'X-Data-Source',
      origin.tier,
    ]
  }

  const writtenAs = (
    id: string,
    entry: CachedResponse,
    variant: Variant,
    as: Written,
    rateLimit: readonly string[] = [],
  ): string[] => [
    ...common(id, as.cors, entry.asset?.security ?? dataSecurity),
    ...entry.headers,
    ...rateLimit,
    ...freshnessHeaders(entry, variant, as.outcome, as.age),
    ...(as.full ? contentHeaders(entry, variant) : []),
  ]

  return {
    common: (req) => [...common(requestId(req), corsOf(req.headers.origin)), ...rateLimitHeaders(req)],
    of: (req, entry, variant, { full, outcome }) => {
      const id = requestId(req)
      const as = { full, age: ageOf(entry), outcome, cors: corsOf(req.headers.origin) }
      const limit = rateLimitHeaders(req)
      if (limit.length > 0 || (outcome !== 'hit' && entry.asset === undefined))
        return writtenAs(id, entry, variant, as, limit)
      const { headers } = lastWritten(variant, as, () => writtenAs(id, entry, variant, as))
      headers[1] = id
      return headers
    },
  }
}

const remembered = 4

/** The headers that a variant was last written with in the same case, or those that `make` gives. */
function lastWritten(variant: Variant, as: Written, make: () => string[]): WrittenHeaders {
  const known = variant.written?.find((one) => isSame(one.as, as))
  if (known !== undefined) return known
  const made = { as, headers: make() }
  variant.written = [made, ...(variant.written ?? []).slice(0, remembered - 1)]
  return made
}

function isSame(one: Written, other: Written): boolean {
  return one.age === other.age && one.full === other.full && one.outcome === other.outcome && one.cors === other.cors
}

function contentHeaders({ contentType, length }: CachedResponse, { encoding, body }: Variant): string[] {
  if (encoding === 'identity') return ['Content-Type', contentType, 'Content-Length', String(length)]
  return ['Content-Type', contentType, 'Content-Length', String(body?.length ?? 0), 'Content-Encoding', encoding]
}

/** One list for each origin that may read, which is the very same each time. */
function createCors(allowedOrigins: WriteOptions['allowedOrigins']): (origin: string | undefined) => readonly string[] {
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

/** Most answers in a row are of one snapshot. */
function createLastModified(): (origin: Origin) => string {
  let [last, text] = [Number.NaN, '']
  return ({ changedAt }) => {
    if (changedAt !== last) [last, text] = [changedAt, new Date(changedAt).toUTCString()]
    return text
  }
}

const harmless = /^[A-Za-z0-9._:-]{1,128}$/

/** The client's request id if it is harmless to repeat, else a new one. Stored on the request. */
export function requestId(req: RequestHead & { modelkeepId?: string }): string {
  const given = req.headers['x-request-id']
  req.modelkeepId ??= typeof given === 'string' && harmless.test(given) ? given : randomUUID()
  return req.modelkeepId
}
