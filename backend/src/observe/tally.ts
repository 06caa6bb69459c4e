import { createHistogram, type Histogram } from './histogram.js'
import type { Events } from './events.js'

/** Why a request was refused although nothing is wrong with it. */
export type Refusal = 'rate_limit' | 'overload'

/**
 * What has happened since the start, in plain numbers: counted from the first moment on, long before anybody asks for metrics, and
 * so cheaply that the hot path does not feel it. /metrics puts it into words.
 */
export interface Tally {
  /** By method, route and status. Seconds. */
  requests: Histogram
  refused: Record<Refusal, number>
  /** How many listen to the stream of changes just now. */
  streamReaders: number
  syncs: Readonly<Record<string, number>>
  syncSeconds: Histogram
  upstreamAttempts: Readonly<Record<string, number>>
  upstreamSeconds: Histogram
  /** By outcome. Seconds. */
  database: Histogram
}

/** An answer from memory takes microseconds, one from history milliseconds, one that waits for upstream seconds. */
const requestBounds = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const upstreamBounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const databaseBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const syncStatuses = ['applied', 'unchanged', 'quarantined', 'failed']
const attemptOutcomes = [
  'ok',
  'refused',
  'dns',
  'timeout',
  'status',
  'truncated',
  'too_large',
  'bad_encoding',
  'redirect',
  'tls',
  'aborted',
  'breaker_open',
  'network',
]
const databaseOutcomes = ['ok', 'error', 'unavailable']

export function createTally(events: Events): Tally {
  const [syncs, upstreamAttempts] = [zeros(syncStatuses), zeros(attemptOutcomes)]
  const tally: Tally = {
    requests: createHistogram(requestBounds, ['http_request_method', 'http_route', 'http_response_status_code']),
    refused: { rate_limit: 0, overload: 0 },
    streamReaders: 0,
    syncs,
    syncSeconds: createHistogram(upstreamBounds),
    upstreamAttempts,
    upstreamSeconds: createHistogram(upstreamBounds),
    database: createHistogram(databaseBounds, ['outcome']),
  }
  const [syncSeries, attemptSeries] = [tally.syncSeconds.series(), tally.upstreamSeconds.series()]
  for (const outcome of databaseOutcomes) tally.database.series(outcome)
  events.on('sync', ({ status, duration_ms }) => {
    add(syncs, status)
    syncSeries.observe(duration_ms / 1000)
  })
  events.on('upstream_attempt', ({ outcome, durationMs }) => {
    add(upstreamAttempts, outcome)
    attemptSeries.observe(durationMs / 1000)
  })
  events.on('database_operation', ({ outcome, ms }) => tally.database.series(outcome).observe(ms / 1000))
  return tally
}

/** A counter that is there from the start shows its first step; one that comes with it does not. */
function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]))
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
