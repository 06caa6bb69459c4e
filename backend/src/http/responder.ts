import type { Origin } from '../snapshot/snapshot.js'
import {
  createCachedResponse,
  CachedResponse,
  type CacheOutcome,
  type ResponseOptions,
} from './response/cached-response.js'
import type { ResponseCache } from './response/response-cache.js'
import type { ComputedResponse, HistoryBasis, Route, RouteInput, RouteResponse, StreamResponse } from './route.js'
import type { ServiceName, Services } from './services.js'

/** A response that is ready to be written, and how the response cache was involved. */
export interface PreparedResponse {
  readonly response: CachedResponse | StreamResponse
  readonly outcome: CacheOutcome
}

/** Runs one route's handler, and caches what it returns as the route's cache policy says. */
export type Respond = (input: RouteInput<never, never>) => Promise<PreparedResponse>

/** Prepares a route once; the result runs its handler for each request. */
export type Responder = (route: Route) => Respond

export interface ResponderParts {
  services: Services
  cache: ResponseCache
  /** Starts a revalidation in the background if the served snapshot is stale. */
  revalidateIfStale: () => void
  /** When the database was last seen to hold the current state of history; Unix milliseconds, null: never. */
  historyCheckedAt: () => number | null
}

export function createResponder({ services, cache, revalidateIfStale, historyCheckedAt }: ResponderParts): Responder {
  const documents = new WeakMap<Origin, CachedResponse>()

  async function fromHistory(url: string, compute: () => Promise<RouteResponse>): Promise<PreparedResponse> {
    const { response, stored } = await cache.storeHistorical(url, async () => {
      const computedAt = services.clock.now()
      const computed = asComputed(await compute())
      if (computed.basis.kind === 'none') return uncached(computed)
      if (computed.basis.kind !== 'history') throw new Error(`${url} was not computed from history`)
      return historicalResponse(computed, computed.basis, computedAt)
    })
    return { response, outcome: stored ? 'stored' : 'miss' }
  }

  /** Its age is the time since the database last confirmed this state of history. */
  function historicalResponse(computed: ComputedResponse, basis: HistoryBasis, computedAt: number): CachedResponse {
    const origin: Origin = {
      tier: 'database',
      changedAt: basis.changedAt,
      get confirmedAt() {
        return Math.max(computedAt, historyCheckedAt() ?? computedAt)
      },
    }
    return createCachedResponse(computed.body, origin, {
      ...metadataOf(computed),
      history: { ...basis.state, settled: basis.settled, countsDays: basis.countsDays ?? false },
      uncacheable: basis.dependsOnToday,
    })
  }

  function fromCatalogue(url: string, computed: RouteResponse): PreparedResponse {
    const { body, basis, ...rest } = asComputed(computed)
    if (basis.kind === 'document') {
      const known = documents.get(basis.document)
      const response = known ?? createCachedResponse(body, basis.document, metadataOf(rest))
      documents.set(basis.document, response)
      return { response, outcome: known === undefined ? 'stored' : 'hit' }
    }
    if (basis.kind !== 'snapshot') throw new Error(`${url} was not computed from the catalogue`)
    const { snapshot, dependsOnToday } = basis
    const response = createCachedResponse(body, snapshot, { ...metadataOf(rest), uncacheable: dependsOnToday })
    const stored = !dependsOnToday && cache.store(snapshot, url, response)
    return { response, outcome: stored ? 'stored' : 'miss' }
  }

  return (route) => {
    const ownServices = pick(services, route.services)
    return async (input) => {
      const compute = async (): Promise<RouteResponse> => route.handle(input, ownServices)
      const policy = typeof route.cache === 'function' ? route.cache(input.query) : route.cache
      if (policy === 'history') return fromHistory(input.url, compute)
      if (policy === 'never') return { response: unlessComputed(await compute()), outcome: 'miss' }
      revalidateIfStale()
      return fromCatalogue(input.url, await compute())
    }
  }
}

/** A route gets the services that it declares, and no others. */
function pick(services: Services, names: readonly ServiceName[]): Services {
  return Object.fromEntries(names.map((name) => [name, services[name]])) as unknown as Services
}

function unlessComputed(response: RouteResponse): CachedResponse | StreamResponse {
  return response instanceof CachedResponse || 'stream' in response ? response : uncached(response)
}

function uncached(response: ComputedResponse): CachedResponse {
  return createCachedResponse(response.body, null, metadataOf(response))
}

function asComputed(response: RouteResponse): ComputedResponse {
  if (response instanceof CachedResponse || 'stream' in response) throw new Error('only a computed response is cached')
  return response
}

type Metadata = Pick<ComputedResponse, 'status' | 'contentType' | 'headers'>

function metadataOf({ status, contentType, headers }: Metadata): Pick<ResponseOptions, keyof Metadata> {
  return {
    ...(status !== undefined && { status }),
    ...(contentType !== undefined && { contentType }),
    ...(headers !== undefined && { headers }),
  }
}
