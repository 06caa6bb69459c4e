import type { ChangeStream } from '../history/changes/change-stream.js'
import type { CostPricer } from '../history/cost/cost-pricer.js'
import type { PriceTimelines } from '../history/cost/price-timelines.js'
import type { HistoricalCatalogues } from '../history/historical-catalogues.js'
import type { PriceHistories } from '../history/price-histories.js'
import type { LifecycleService } from '../lifecycle/create-lifecycle.js'
import type { Mirrors } from '../mirrors/create-mirrors.js'
import type { Clock } from '../lib/clock.js'
import type { DocumentStore } from '../documents/document-store.js'
import type { McpEndpoint } from '../mcp/endpoint.js'
import type { CurrentOverlay } from '../overlay/overlay-file.js'
import type { Tally } from '../observe/tally.js'
import type { Database } from '../postgres/database.js'
import type { Revalidation } from '../sync/revalidation.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import type { Views } from './bodies/catalogue-view.js'
import type { HealthReports } from './bodies/health-reports.js'
import type { ContractDocuments } from './openapi/documents.js'
import type { Watches } from '../watches/create-watches.js'
import type { PageFiles } from './page/page-files.js'
import type { ViewerFiles } from './page/viewer-files.js'
import type { ResponseCache } from './response/response-cache.js'

/** Everything that a route may use. Each route names the services that it needs, and is given no others. */
export interface Services {
  clock: Clock
  /** The snapshot that is served. Waits up to 5 s for the first one. @throws HttpProblem 503 */
  currentSnapshot: () => Promise<Snapshot>
  /** The same without waiting; null: there is none yet. */
  servedSnapshot: () => Snapshot | null
  /** When upstream last confirmed that snapshot, in Unix milliseconds; null: there is none yet. */
  confirmedAt: () => number | null
  /** Query and search indexes of a catalogue, built once per catalogue. */
  views: Views
  /** Historical catalogues as they are shown: with the overlay. Loaded from PostgreSQL. */
  historical: HistoricalCatalogues
  /** The same as they were observed: without the overlay. */
  recorded: HistoricalCatalogues
  /** The user's own models and prices. */
  currentOverlay: CurrentOverlay
  /** Price histories, loaded from PostgreSQL. */
  priceHistories: PriceHistories
  /** Prices of models over time, loaded from PostgreSQL. */
  priceTimelines: PriceTimelines
  costs: CostPricer
  /** The database as requests may use it: bounded in concurrency and time. */
  db: Database
  revalidation: Revalidation
  /** Marks the served snapshot as stale. */
  invalidateSnapshot: () => void
  documents: DocumentStore
  /** Catalogues of others that are mirrored whole. */
  mirrors: Mirrors
  /** When models will be or were removed, as far as anybody announces it. */
  lifecycle: LifecycleService
  changeStream: ChangeStream
  responseCache: ResponseCache
  tally: Tally
  health: HealthReports
  /** The metrics in Prometheus' text format. */
  metricsText: () => Promise<{ contentType: string; text: string }>
  watches: Watches
  contract: ContractDocuments
  mcp: McpEndpoint
  page: PageFiles
  viewer: ViewerFiles
}

/** The services that the endpoint for agents uses itself, through other routes. */
export type ServicesOfRoutes = Omit<Services, 'mcp'>

export type ServiceName = keyof Services
