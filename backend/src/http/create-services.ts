import type { SnapshotReader } from '../snapshot/snapshot-store.js'
import type { Clock } from '../lib/clock.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { createCostPricer } from '../history/cost/cost-pricer.js'
import { createHealthReports, type HealthSources } from './bodies/health-reports.js'
import { createMetricsText } from './bodies/metrics-text.js'
import type { MetricsSources } from './metrics.js'
import { createContractDocuments } from './openapi/documents.js'
import { noSnapshotYet } from './response/problem.js'
import type { Services, ServicesOfRoutes } from './services.js'

/** A cold start serves something within 3 s; a request that arrives before it waits a little longer, but not forever. */
const firstSnapshotWithinMs = 5_000

type Given = Omit<
  Services,
  | 'currentSnapshot'
  | 'servedSnapshot'
  | 'confirmedAt'
  | 'invalidateSnapshot'
  | 'costs'
  | 'health'
  | 'metricsText'
  | 'contract'
  | 'mcp'
>

/** The services of the routes, made from the parts of the program. */
export function createServices(
  given: Given & { snapshots: SnapshotReader; upstreamSnapshots: SnapshotReader } & Omit<
      HealthSources & MetricsSources,
      keyof Given
    >,
): ServicesOfRoutes {
  const { snapshots, upstreamSnapshots, clock, priceTimelines: timelines, currentOverlay } = given
  const fromUpstream = (): Promise<Snapshot> => currentSnapshot(upstreamSnapshots, clock)
  const served = (): Promise<Snapshot> => currentSnapshot(snapshots, clock)
  return {
    ...given,
    currentSnapshot: served,
    servedSnapshot: () => snapshots.current(),
    confirmedAt: () => snapshots.confirmedAt(),
    costs: createCostPricer({ timelines, currentSnapshot: fromUpstream, currentOverlay, clock }),
    invalidateSnapshot: () => snapshots.invalidate(),
    health: createHealthReports(given),
    metricsText: createMetricsText(given),
    contract: createContractDocuments(),
  }
}

async function currentSnapshot(snapshots: SnapshotReader, clock: Clock): Promise<Snapshot> {
  const snapshot = snapshots.current() ?? (await Promise.race([snapshots.first(), clock.sleep(firstSnapshotWithinMs)]))
  if (!snapshot) throw noSnapshotYet()
  return snapshot
}
