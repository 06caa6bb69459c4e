import { loadOnce } from '../../lib/load-once.js'
import { singleFlight } from '../../lib/single-flight.js'
import { createExposition } from '../../observe/exposition.js'
import { countAwaitingApproval } from '../../postgres/queries/count-awaiting-approval.js'
import { metricsOf, type MetricsSources } from '../metrics.js'

/**
 * The metrics as text. A scrape waits for nothing that can hang: the number of quarantined lists, which only the database knows, is read
 * in the background and shown by the next scrape.
 */
export function createMetricsText(sources: MetricsSources): () => Promise<{ contentType: string; text: string }> {
  let waiting: number | null = null
  const countQuarantined = singleFlight(async () => {
    waiting = await countAwaitingApproval(sources.db).catch(() => waiting) // keep the last known number
  })
  const exposition = loadOnce(() => createExposition(metricsOf(sources, () => waiting)))
  return async () => {
    if (sources.db.status().state === 'connected') void countQuarantined.run()
    const { contentType, text } = await exposition.get()
    return { contentType, text: await text() }
  }
}
