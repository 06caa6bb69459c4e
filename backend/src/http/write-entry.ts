import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import { isNotModified } from './conditional.js'
import type { Entry } from './entry.js'
import { createEncodingChooser } from './negotiate.js'
import { securityHeaders } from './security-headers.js'

export interface WriteOptions {
  snapshots: SnapshotStore
  ttlSeconds: number
  allowedOrigins: '*' | readonly string[]
}

/** `hit`: from the response cache. `miss`: made for this request. */
export type CacheOutcome = 'hit' | 'miss'

export interface Writer {
  /** Writes any answer: negotiation, conditionals, freshness, request id and CORS have their one place here. */
  writeEntry(req: IncomingMessage, res: ServerResponse, entry: Entry, outcome: CacheOutcome, extra?: readonly string[]): void
  /** Headers for an answer without a body of ours, such as a CORS preflight. */
  commonHeaders(req: IncomingMessage): string[]
}

const exposed = 'ETag, Last-Modified, Age, Date, Cache-Status, X-Data-Source, X-Request-Id, Retry-After'

export function createWriter({ snapshots, ttlSeconds, allowedOrigins }: WriteOptions): Writer {
  const chooseEncoding = createEncodingChooser()
  const security = securityHeaders()
  const cacheControl = `public, max-age=${ttlSeconds}, stale-while-revalidate=${ttlSeconds}, stale-if-error=86400`
  const vary = allowedOrigins === '*' ? 'Accept-Encoding' : 'Accept-Encoding, Origin'

  function corsHeaders(origin: string | undefined): string[] {
    if (allowedOrigins === '*') return ['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', exposed]
    if (origin === undefined || !allowedOrigins.includes(origin)) return []
    return ['Access-Control-Allow-Origin', origin, 'Access-Control-Expose-Headers', exposed]
  }

  function commonHeaders(req: IncomingMessage): string[] {
    return ['X-Request-Id', requestId(req), ...corsHeaders(req.headers.origin), ...security]
  }

  function freshnessHeaders(entry: Entry, outcome: CacheOutcome): string[] {
    const { snapshot } = entry
    if (snapshot === null) return ['Cache-Control', 'no-store']
    const age = Math.floor(snapshots.ageMsOf(snapshot) / 1000)
    const status = outcome === 'hit' ? `modelkeep; hit; ttl=${ttlSeconds - age}` : 'modelkeep; fwd=uri-miss; stored'
    return [
      'Cache-Control', cacheControl,
      'Age', String(age),
      'Last-Modified', new Date(snapshot.changedAt).toUTCString(),
      'X-Data-Source', snapshot.tier,
      'Cache-Status', status,
      'Vary', vary,
    ]
  }

  return {
    commonHeaders,
    writeEntry: (req, res, entry, outcome, extra = []) => {
      const encoding = chooseEncoding(entry, req.headers['accept-encoding'])
      const headers = [...commonHeaders(req), ...freshnessHeaders(entry, outcome), ...extra]
      if (entry.snapshot) {
        headers.push('ETag', encoding === 'identity' ? `"${entry.hash}"` : `"${entry.hash}-${encoding}"`)
        if (isNotModified(req.headers, entry.hash, entry.snapshot.changedAt)) {
          res.writeHead(304, headers).end()
          return
        }
      }
      const body = entry.bodies.get(encoding)!
      headers.push('Content-Type', entry.contentType, 'Content-Length', String(body.length))
      if (encoding !== 'identity') headers.push('Content-Encoding', encoding)
      if (!entry.snapshot && entry.bodies.size > 1) headers.push('Vary', vary)
      res.writeHead(entry.status, headers)
      res.end(req.method === 'HEAD' ? undefined : body)
    },
  }
}

const acceptable = /^[A-Za-z0-9._:-]{1,128}$/

/** The client's request id where it is harmless to repeat, else a new one; the same one each time it is asked for. */
export function requestId(req: IncomingMessage & { modelkeepId?: string }): string {
  if (req.modelkeepId === undefined) {
    const given = req.headers['x-request-id']
    req.modelkeepId = typeof given === 'string' && acceptable.test(given) ? given : randomUUID()
  }
  return req.modelkeepId
}
