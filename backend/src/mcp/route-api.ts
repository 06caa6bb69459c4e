import type { Tier } from '@modelkeep/catalog/contract/health'
import type { Responder } from '../http/responder.js'
import { CachedResponse } from '../http/response/cached-response.js'
import type { ResponseCache } from '../http/response/response-cache.js'
import type { Route } from '../http/route.js'
import type { Origin } from '../snapshot/snapshot.js'

/** Query parameters as text, as in a URL. */
export type Parameters = Readonly<Record<string, string>>

/** One request of a GET route. */
export interface RouteCall {
  readonly params?: Parameters
  readonly query?: Parameters
}

/** A response in JSON, with its freshness. */
export interface Reading extends Freshness {
  readonly text: string
}

export interface Freshness {
  /** Seconds since upstream last confirmed what the response derives from. */
  readonly ageSeconds: number
  readonly source: Tier
}

/** Requests routes by value: in this process, or in a running service. */
export interface RouteApi {
  /** @throws QueryError, HttpProblem and what else the route's handler throws */
  read(route: Route, call: RouteCall): Promise<Reading>
  /** Unix milliseconds. */
  now(): number
}

export interface RouteApiParts {
  responderOf: Responder
  cache: Pick<ResponseCache, 'get'>
  ageMsOf: (origin: Origin) => number
  now: () => number
}

/** Requests the routes of this process, through its response cache. */
export function createRouteApi({ responderOf, cache, ageMsOf, now }: RouteApiParts): RouteApi {
  async function respond(route: Route, { params = {}, query = {} }: RouteCall, url: string): Promise<CachedResponse> {
    const input = { params, query: parsedQuery(route, query), body: undefined as never, url, headers: {} }
    const { response } = await responderOf(route)(input)
    if (!(response instanceof CachedResponse)) throw new Error(`${url} is a stream`)
    return response
  }

  return {
    now,
    read: async (route, call) => {
      const url = urlOf(route, call)
      const response = cache.get(url) ?? (await respond(route, call, url))
      const { origin } = response
      if (origin === null) throw new Error(`${url} has no origin`)
      return {
        text: response.join().toString('utf8'),
        ageSeconds: Math.floor(ageMsOf(origin) / 1000),
        source: origin.tier,
      }
    },
  }
}

/** Path and query of a request. */
export function urlOf({ path }: Route, { params = {}, query = {} }: RouteCall): string {
  const filled = path.replaceAll(/\{\+?(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams(query).toString()
  return search === '' ? filled : `${filled}?${search}`
}

/** @throws QueryError */
export function parsedQuery({ query }: Route, parameters: Parameters): never {
  return (query === undefined || query === 'ignored' ? undefined : query.parse(parameters)) as never
}
