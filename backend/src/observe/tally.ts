import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { attemptOutcomes, databaseOutcomes, type Events } from './events.js'

/** Why a request was refused although nothing is wrong with it. */
export type Refusal = 'rate_limit' | 'overload'

/** Labels of `Tally.requests`. Their values come from known sets, never from what a client sent. */
export type RequestLabels = 'http_request_method' | 'http_route' | 'http_response_status_code'

/** What has happened since the start. */
export interface Tally {
  /** The metrics that are counted as events happen. Those that are read on a scrape join them with the first one. */
  registry: Registry
  /** Duration of requests, in seconds. */
  requests: Histogram<RequestLabels>
  refused: Record<Refusal, number>
  /** How many clients are subscribed to the change stream. */
  streamReaders: number
}

/** A cached response takes microseconds, a historical one milliseconds, one that waits for upstream seconds. */
const requestBounds = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const upstreamBounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const databaseBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const syncStatuses = ['applied', 'unchanged', 'quarantined', 'failed'] as const

export function createTally(events: Events): Tally {
  const registry = new Registry()
  countSyncs(events, registry)
  countUpstreamAttempts(events, registry)
  timeDatabaseOperations(events, registry)
  countWatchDeliveries(events, registry)
  return {
    registry,
    requests: new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'From the headers of a request to the last byte of its response. Routes are templates; 499: the client disconnected first.',
      labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
      buckets: requestBounds,
      registers: [registry],
    }),
    refused: { rate_limit: 0, overload: 0 },
    streamReaders: 0,
  }
}

// Series with known labels start at zero: Prometheus does not see the first increment of a series that begins with it.

function countSyncs(events: Events, registry: Registry): void {
  const syncs = new Counter({
    name: 'modelkeep_syncs_total',
    help: 'Syncs of this process, by how they ended.',
    labelNames: ['status'],
    registers: [registry],
  })
  for (const status of syncStatuses) syncs.inc({ status }, 0)
  const unexpected = new Counter({
    name: 'modelkeep_unexpected_fields_total',
    help: 'Accepted lists in which a field had another type than the documented one.',
    labelNames: ['field'],
    registers: [registry],
  })
  events.on('unexpected_field', ({ field }) => unexpected.inc({ field }))
  const skew = new Gauge({
    name: 'modelkeep_clock_skew_seconds',
    help: "How far the clock of this machine is ahead of the database's. Beyond 60 s the database's is used.",
    registers: [registry],
  })
  skew.remove() // absent until it was measured
  events.on('clock_skew', ({ aheadMs }) => skew.set(aheadMs / 1000))
  const damaged = new Counter({
    name: 'modelkeep_damaged_rows_total',
    help: 'Damaged rows of the current catalogue that were found when it was loaded.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  for (const outcome of ['repaired', 'lost']) damaged.inc({ outcome }, 0)
  events.on('damaged_row', ({ repaired }) => damaged.inc({ outcome: repaired ? 'repaired' : 'lost' }))
  const duration = new Histogram({
    name: 'modelkeep_sync_duration_seconds',
    help: 'Duration of the fetch of a sync, with all pages, attempts and waits.',
    buckets: upstreamBounds,
    registers: [registry],
  })
  events.on('sync', ({ status, duration_ms }) => {
    syncs.inc({ status })
    duration.observe(duration_ms / 1000)
  })
}

function countUpstreamAttempts(events: Events, registry: Registry): void {
  const attempts = new Counter({
    name: 'modelkeep_upstream_attempts_total',
    help: 'Attempts to fetch one page from upstream: ok, or the code of the failure.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  for (const outcome of attemptOutcomes) attempts.inc({ outcome }, 0)
  const duration = new Histogram({
    name: 'modelkeep_upstream_attempt_duration_seconds',
    help: 'Duration of one attempt, including the body.',
    buckets: upstreamBounds,
    registers: [registry],
  })
  events.on('upstream_attempt', ({ outcome, durationMs }) => {
    attempts.inc({ outcome })
    duration.observe(durationMs / 1000)
  })
}

function timeDatabaseOperations(events: Events, registry: Registry): void {
  const duration = new Histogram({
    name: 'db_client_operation_duration_seconds',
    help: 'Duration of queries and transactions. unavailable: the server could not be used; those refused at once while it is down do not count.',
    labelNames: ['outcome'],
    buckets: databaseBounds,
    registers: [registry],
  })
  for (const outcome of databaseOutcomes) duration.zero({ outcome })
  events.on('database_operation', ({ outcome, ms }) => duration.observe({ outcome }, ms / 1000))
}

function countWatchDeliveries(events: Events, registry: Registry): void {
  const deliveries = new Counter({
    name: 'modelkeep_watch_deliveries_total',
    help: 'Attempts of this process to deliver a message of a watch.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  for (const outcome of ['delivered', 'failed']) deliveries.inc({ outcome }, 0)
  events.on('watch_delivery', ({ ok }) => deliveries.inc({ outcome: ok ? 'delivered' : 'failed' }))
}
