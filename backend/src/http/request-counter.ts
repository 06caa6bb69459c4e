import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Histogram, Series } from '../observe/histogram.js'
import type { CachedResponse } from './response/cached-response.js'
import { unknownRoute, type RouteLabel } from './route-matcher.js'

/** Counts answers and how long they took, from the request's headers to the last byte handed to the system. Times are those of `performance.now()`. */
export interface RequestCounter {
  /** To be told right after an answer of the response cache was written. */
  hit(req: IncomingMessage, res: ServerResponse, entry: CachedResponse, startedAt: number): void
  /** To be told right after any other ready answer was written. */
  ready(req: IncomingMessage, res: ServerResponse, startedAt: number): void
  /** To be told of any other request before it is answered. `done`: called when it is over, unless the client left before that. */
  other(req: IncomingMessage, res: ServerResponse, startedAt: number, done: (ms: number) => void): void
  /** What was not even a request. */
  unreadable(status: number): void
}

/** What of a request it is counted by. */
interface Counted {
  readonly method?: string | undefined
  readonly url?: string | undefined
}

/** The two that are written all day, looked up once an entry. */
interface Hits {
  get200?: Series
  get304?: Series
}

/** nginx's word for a client that left before it was answered. */
const clientLeft = 499

export function createRequestCounter(requests: Histogram, routeOf: RouteLabel): RequestCounter {
  const hitsOf = new WeakMap<CachedResponse, Hits>()
  const seriesFor = (req: Counted, status: number): Series =>
    requests.series(methodLabel(req.method), routeOf(req.url ?? ''), String(status))

  /** Where the series of a hit is found without putting its labels together. */
  function seriesOfHit(req: Counted, status: number, entry: CachedResponse): Series {
    if (req.method !== 'GET' || (status !== 200 && status !== 304)) return seriesFor(req, status)
    let hits = hitsOf.get(entry)
    if (hits === undefined) hitsOf.set(entry, (hits = {}))
    return status === 200 ? (hits.get200 ??= seriesFor(req, status)) : (hits.get304 ??= seriesFor(req, status))
  }

  function observe(req: Counted, res: ServerResponse, startedAt: number): number {
    const ms = performance.now() - startedAt
    seriesFor(req, res.headersSent ? res.statusCode : clientLeft).observe(ms / 1000)
    return ms
  }

  return {
    hit: (req, res, entry, startedAt) => {
      if (!res.writableEnded) return void res.once('close', () => observe(req, res, startedAt)) // it is being compressed
      seriesOfHit(req, res.statusCode, entry).observe((performance.now() - startedAt) / 1000)
    },
    ready: (req, res, startedAt) =>
      void (res.writableEnded ? observe(req, res, startedAt) : res.once('close', () => observe(req, res, startedAt))),
    other: (req, res, startedAt, done) => {
      const labelled = { method: req.method, url: req.url } // Express changes `url` within a router
      res.once('close', () => {
        const ms = observe(labelled, res, startedAt)
        if (res.writableFinished) done(ms)
      })
    },
    unreadable: (status) => requests.series('_OTHER', unknownRoute, String(status)).observe(0),
  }
}

const methods = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])

/** Methods that some route knows, else `_OTHER`, as OpenTelemetry's conventions have it. */
function methodLabel(method = ''): string {
  return methods.has(method) ? method : '_OTHER'
}
