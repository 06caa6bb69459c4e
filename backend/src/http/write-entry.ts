import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import type { Origin } from '../snapshot/snapshot.js'
import { notModified } from './conditional.js'
import type { Encoding, Entry, Representation } from './entry.js'
import { createEncodingsOf } from './negotiate.js'
import { securityHeaders } from './security-headers.js'

export interface WriteOptions {
  snapshots: SnapshotStore
  ttlSeconds: number
  allowedOrigins: '*' | readonly string[]
}

/** `hit`: from the response cache. `stored`: made for this request and kept there. `miss`: made for this request alone. */
export type CacheOutcome = 'hit' | 'stored' | 'miss'

export interface Writer {
  /** Writes any answer: negotiation, conditionals, freshness, request id and CORS have their one place here. `extra` headers: name, value. */
  writeEntry(req: IncomingMessage, res: ServerResponse, entry: Entry, outcome: CacheOutcome, extra?: readonly string[]): void
  /** Writes an answer without a body: 204. */
  writeNothing(req: IncomingMessage, res: ServerResponse, extra: readonly string[]): void
  /** The headers that every answer has, whatever it is: name, value. */
  commonHeaders(req: IncomingMessage): string[]
}

const exposed = 'ETag, Last-Modified, Age, Date, Cache-Status, X-Data-Source, X-Request-Id, Retry-After'

export function createWriter({ snapshots, ttlSeconds, allowedOrigins }: WriteOptions): Writer {
  const encodingsOf = createEncodingsOf()
  const dataSecurity = securityHeaders()
  const vary = ['Vary', allowedOrigins === '*' ? 'Accept-Encoding' : 'Accept-Encoding, Origin']
  const cacheControl = `public, max-age=${ttlSeconds}, stale-while-revalidate=${ttlSeconds}, stale-if-error=86400`

  function commonHeaders(req: IncomingMessage, security: readonly string[] = dataSecurity): string[] {
    return ['X-Request-Id', requestId(req), ...corsHeaders(allowedOrigins, req.headers.origin), ...security, ...vary]
  }

  /** RFC 9111 (Age), 5861 (stale-…), 9211 (Cache-Status: `ttl` falls below zero as the answer goes stale). */
  function freshnessHeaders(origin: Origin, etag: string, outcome: CacheOutcome): string[] {
    const age = Math.floor(snapshots.ageMsOf(origin) / 1000)
    const status = outcome === 'hit' ? `hit; ttl=${ttlSeconds - age}` : `fwd=uri-miss${outcome === 'stored' ? '; stored' : ''}`
    return [
      'ETag', etag,
      'Last-Modified', new Date(origin.changedAt).toUTCString(),
      'Age', String(age),
      'Cache-Control', cacheControl,
      'Cache-Status', `modelkeep; ${status}`,
      'X-Data-Source', origin.tier,
    ]
  }

  return {
    commonHeaders,
    writeNothing: (req, res, extra) => {
      res.writeHead(204, [...commonHeaders(req), ...extra]).end()
    },
    writeEntry: (req, res, entry, outcome, extra = []) => {
      const { origin, lasting, status } = entry
      const usable = usableBy(encodingsOf(req.headers['accept-encoding']), entry)
      const [chosen] = usable
      const headers = [...commonHeaders(req, lasting?.security ?? dataSecurity), ...extra]
      if (origin === null && lasting === undefined) headers.push('Cache-Control', 'no-store')
      else {
        const matched = notModified(req.headers, usable, comparableTime(entry))
        const etag = matched ?? chosen.etag
        headers.push(...(origin ? freshnessHeaders(origin, etag, outcome) : ['ETag', etag, 'Cache-Control', lasting?.cacheControl ?? 'no-store']))
        if (matched !== null) {
          res.writeHead(304, headers).end()
          return
        }
      }
      headers.push(...chosen.headers)
      res.writeHead(status, headers)
      res.end(req.method === 'HEAD' ? undefined : chosen.body)
    },
  }
}

function corsHeaders(allowedOrigins: WriteOptions['allowedOrigins'], origin: string | undefined): string[] {
  if (allowedOrigins === '*') return ['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', exposed]
  if (origin === undefined || !allowedOrigins.includes(origin)) return []
  return ['Access-Control-Allow-Origin', origin, 'Access-Control-Expose-Headers', exposed]
}

/** A past that was written anew may say something else without a newer sync: then no date can tell, and only the ETag does. */
function comparableTime({ past, origin }: Entry): number {
  return origin === null || (past !== undefined && past.rewrites > 0) ? Infinity : origin.changedAt
}

/** What of an entry a client may be given, best first; where it accepts nothing that there is, the plain body. */
function usableBy(accepted: readonly Encoding[], { representations, plain }: Entry): [Representation, ...Representation[]] {
  const [best, ...others] = accepted.flatMap((encoding) => representations.get(encoding) ?? [])
  return best === undefined ? [plain] : [best, ...others]
}

const harmless = /^[A-Za-z0-9._:-]{1,128}$/

/** The client's request id where it is harmless to repeat, else a new one; the same one each time it is asked for. */
export function requestId(req: IncomingMessage & { modelkeepId?: string }): string {
  if (req.modelkeepId === undefined) {
    const given = req.headers['x-request-id']
    req.modelkeepId = typeof given === 'string' && harmless.test(given) ? given : randomUUID()
  }
  return req.modelkeepId
}
