import { createCostPricer } from '../../history/cost/cost-pricer.js'
import { createPriceTimelines } from '../../history/cost/price-timelines.js'
import { createHistoricalCatalogues } from '../../history/historical-catalogues.js'
import { createPriceHistories } from '../../history/price-histories.js'
import { createViews } from '../../http/bodies/catalogue-view.js'
import { CachedResponse } from '../../http/response/cached-response.js'
import type { Basis, ComputedResponse, Route, RouteInput } from '../../http/route.js'
import type { Services } from '../../http/services.js'
import type { Database } from '../../postgres/database.js'
import { DatabaseUnavailable } from '../../postgres/database-error.js'
import { parsedQuery, urlOf, type Freshness, type RouteApi } from '../../mcp/route-api.js'
import { overlaidCatalogue } from '../../overlay/overlaid-catalogue.js'
import { overlaidHistory } from '../../overlay/overlaid-history.js'
import type { CurrentOverlay, LoadedOverlay } from '../../overlay/overlay-file.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { ageMs } from '../../snapshot/freshness.js'
import { currentSnapshot, type LocatedSnapshot } from './current-snapshot.js'
import { createLocalOverlay } from './local-overlay.js'
import { createLocalDatabase } from './local-database.js'
import { localLifecycle } from './local-lifecycle.js'
import type { LocalSourceOptions } from './local-source.js'

export interface LocalRouteApi extends RouteApi {
  close(): Promise<void>
}

/** The routes of the catalogue without a running service, from the same sources as `localSource`. Nothing is cached. */
export function localRouteApi(options: LocalSourceOptions): LocalRouteApi {
  const { clock } = options
  const database = createLocalDatabase(options)
  const ownPrices = createLocalOverlay(options.config)
  let overlay: LoadedOverlay | null = null
  const services = localServices(options, { database, currentOverlay: () => overlay })

  function freshnessOf(basis: Basis): Freshness {
    const ageSeconds = (confirmedAt: number): number => Math.floor(ageMs(confirmedAt, clock.now()) / 1000)
    if (basis.kind === 'snapshot')
      return { source: basis.snapshot.tier, ageSeconds: ageSeconds(basis.snapshot.confirmedAt) }
    if (basis.kind === 'history')
      return { source: 'database', ageSeconds: ageSeconds(basis.state.confirmedAt ?? clock.now()) }
    throw new Error('only responses from the catalogue and from history have an age')
  }

  return {
    now: () => clock.now(),
    read: async (route, call) => {
      overlay ??= (await ownPrices.load())()
      const { body, basis } = await compute(
        route,
        {
          params: call.params ?? {},
          query: parsedQuery(route, call.query ?? {}),
          body: undefined as never,
          url: urlOf(route, call),
          headers: {},
        },
        services,
      )
      const text = typeof body === 'string' ? body : Buffer.concat(body.parts).toString('utf8')
      return { text, ...freshnessOf(basis) }
    },
    close: database.close,
  }
}

async function compute(route: Route, input: RouteInput<never, never>, services: Services): Promise<ComputedResponse> {
  const response = await route.handle(input, services)
  if (response instanceof CachedResponse || 'stream' in response) throw new Error(`${input.url} is not computed`)
  return response
}

interface LocalParts {
  database: ReturnType<typeof createLocalDatabase>
  currentOverlay: CurrentOverlay
}

/** The services of the routes that read the catalogue and its history. */
function localServices({ config, clock, say }: LocalSourceOptions, { database, currentOverlay }: LocalParts): Services {
  const history = lazyDatabase(database.history)
  const ttlMs = config.cacheTtlSeconds * 1000
  let loaded: { at: number; located: Promise<LocatedSnapshot> } | undefined
  /** Loaded again after the TTL: a client may stay connected for days. */
  const upstreamSnapshot = async (): Promise<Snapshot> => {
    const now = clock.now()
    if (loaded === undefined || now - loaded.at >= ttlMs)
      loaded = { at: now, located: currentSnapshot({ config, clock, database: database.running, say }) }
    return (await loaded.located).snapshot
  }
  const snapshot = async (): Promise<Snapshot> => {
    const upstream = await upstreamSnapshot()
    const loadedOverlay = currentOverlay()
    if (loadedOverlay === null) return upstream
    return { ...upstream, catalogue: overlaidCatalogue(upstream.catalogue, loadedOverlay.overlay.at(clock.now())) }
  }
  const timelines = createPriceTimelines(history)
  const recorded = createHistoricalCatalogues(history)
  const own: Partial<Services> = {
    clock,
    db: history,
    currentSnapshot: snapshot,
    lifecycle: localLifecycle({ config, database: database.running }),
    views: createViews(),
    historical: overlaidHistory(recorded, currentOverlay),
    recorded,
    currentOverlay,
    priceHistories: createPriceHistories(history),
    costs: createCostPricer({ timelines, currentSnapshot: upstreamSnapshot, currentOverlay, clock }),
  }
  return own as Services
}

/** History reads in transactions only. A database that does not exist is one that is unavailable. */
function lazyDatabase(open: () => Promise<Database>): Database {
  const connected = (): Promise<Database> =>
    open().catch((cause: unknown) => {
      throw new DatabaseUnavailable(cause instanceof Error ? cause.message : String(cause))
    })
  const transaction: Database['transaction'] = async (work, options) => (await connected()).transaction(work, options)
  return { transaction } as Database
}
