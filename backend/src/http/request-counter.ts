import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Histogram } from 'prom-client'
import type { RequestLabels } from '../observe/tally.js'
import type { CachedResponse } from './response/cached-response.js'
import { unknownRoute } from './route-matcher.js'

/**
 * Counts responses and their duration, from the request's headers to the last byte given to the operating system. `startedAt` is a
 * `performance.now()`.
 */
export interface RequestCounter {
  /** Call after a cached response was written. */
  hit(req: IncomingMessage, res: ServerResponse, response: CachedResponse, startedAt: number): void
  /** Call after any other ready response was written. */
  ready(req: IncomingMessage, res: ServerResponse, startedAt: number): void
  /** Call before any other request is handled. `done` is called when the response was sent, unless the client disconnected first. */
  other(req: IncomingMessage, res: ServerResponse, startedAt: number, done: (ms: number) => void): void
  /** Counts what could not be parsed as a request. */
  unreadable(status: number): void
}

/** One series of the histogram. Holding it saves building its labels again. */
type Series = Histogram.Internal<RequestLabels>

/** The two most frequent series of a cached response. */
interface HitSeries {
  get200?: Series
  get304?: Series
}

/** nginx's status for a client that disconnected before its response. */
const clientClosedRequest = 499

export function createRequestCounter(
  requests: Histogram<RequestLabels>,
  labelOf: (url: string) => string,
): RequestCounter {
  const seriesByResponse = new WeakMap<CachedResponse, HitSeries>()
  const seriesFor = (req: { method?: string | undefined; url?: string | undefined }, status: number): Series =>
    requests.labels(methodLabel(req.method), labelOf(req.url ?? ''), String(status))

  function seriesOfHit(req: IncomingMessage, status: number, response: CachedResponse): Series {
    if (req.method !== 'GET' || (status !== 200 && status !== 304)) return seriesFor(req, status)
    let known = seriesByResponse.get(response)
    if (known === undefined) seriesByResponse.set(response, (known = {}))
    return status === 200 ? (known.get200 ??= seriesFor(req, status)) : (known.get304 ??= seriesFor(req, status))
  }

  function observe(
    req: { method?: string | undefined; url?: string | undefined },
    res: ServerResponse,
    startedAt: number,
  ): number {
    const ms = performance.now() - startedAt
    seriesFor(req, res.headersSent ? res.statusCode : clientClosedRequest).observe(ms / 1000)
    return ms
  }

  /** At once if the response was written to its end, else when it is over. */
  function observeWhenDone(req: IncomingMessage, res: ServerResponse, startedAt: number): void {
    if (res.writableEnded) observe(req, res, startedAt)
    else res.once('close', () => observe(req, res, startedAt))
  }

  return {
    hit: (req, res, response, startedAt) => {
      if (!res.writableEnded) return observeWhenDone(req, res, startedAt) // it is being compressed
      seriesOfHit(req, res.statusCode, response).observe((performance.now() - startedAt) / 1000)
    },
    ready: observeWhenDone,
    other: (req, res, startedAt, done) => {
      const { method, url } = req // Express changes `url` within a router
      res.once('close', () => {
        const ms = observe({ method, url }, res, startedAt)
        if (res.writableFinished) done(ms)
      })
    },
    unreadable: (status) => requests.labels('_OTHER', unknownRoute.label, String(status)).observe(0),
  }
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'])

/** `_OTHER` for methods that no route has, as in OpenTelemetry's conventions. */
function methodLabel(method = ''): string {
  return methods.has(method) ? method : '_OTHER'
}
