import { collectDefaultMetrics, type Registry } from 'prom-client'
import { singleFlight } from '../../lib/single-flight.js'
import { countAwaitingApproval } from '../../postgres/queries/count-awaiting-approval.js'
import { countWaitingEvents } from '../../watches/queries/count-waiting.js'
import { registerMetrics, type MetricsSources, type Waiting } from '../metrics.js'

/**
 * The metrics as text. A scrape waits for nothing that can hang: what only the database knows, such as the number of quarantined lists, is
 * read in the background and shown by the next scrape. Those of the process are collected from the first scrape on.
 */
export function createMetricsText(sources: MetricsSources): () => Promise<{ contentType: string; text: string }> {
  const { registry } = sources.tally
  let waiting: Waiting | null = null
  let collectsProcess = false
  const count = singleFlight(async () => {
    waiting = await countWaiting(sources.db).catch(() => waiting) // keep the last known numbers
  })
  registerMetrics(sources, () => waiting)
  return async () => {
    if (sources.db.status().state === 'connected') void count.run()
    if (!collectsProcess) collectProcessMetrics(registry)
    collectsProcess = true
    return { contentType: registry.contentType, text: await registry.metrics() }
  }
}

async function countWaiting(db: MetricsSources['db']): Promise<Waiting> {
  return { lists: await countAwaitingApproval(db), events: await countWaitingEvents(db) }
}

/** Gauges whose names say that they are counters. Each is the sum of the gauge without `_total`. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
}
