import type { Sample } from '../observe/histogram.js'
import type { Metric } from '../observe/exposition.js'
import type { Tally } from '../observe/tally.js'
import type { Database } from '../postgres/database.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import type { Spool } from '../snapshot/spool.js'
import type { Upstream } from '../upstream/client.js'
import type { ResponseCache } from './response/response-cache.js'
import type { ResponseWriter } from './response/writer.js'

/** Where the metrics are read from when they are scraped. */
export interface MetricsSources {
  tally: Tally
  writer: Pick<ResponseWriter, 'outcomes'>
  responseCache: ResponseCache
  snapshots: SnapshotStore
  upstream: Upstream
  db: Database
  spool: Spool
  version: string
}

const databaseStates = ['off', 'starting', 'connected', 'lost', 'refused']
const breakerStates = ['closed', 'open', 'half-open']

/**
 * Every metric of the program; names and units are OpenTelemetry's, as Prometheus spells them. Each is read off what is in memory when it
 * is scraped, and waits on nothing. `waiting`: lists in quarantine, where that is known.
 */
export function metricsOf(ctx: MetricsSources, waiting: () => number | null): Metric[] {
  return [
    ...ofRequests(ctx),
    ...ofTheCatalogue(ctx),
    ...ofUpstream(ctx),
    ...ofTheDatabase(ctx, waiting),
    gauge('modelkeep_build_info', 'Which program this is.', () => [of(1, { version: ctx.version })]),
  ]
}

function ofRequests({ tally, writer, responseCache: cache }: MetricsSources): Metric[] {
  return [
    {
      name: 'http_server_request_duration_seconds',
      type: 'histogram',
      help: 'From the headers of a request to the last byte of its answer. Routes are templates; 499: the client left first.',
      samples: tally.requests.samples,
    },
    counter(
      'modelkeep_cache_requests_total',
      'Answers about the catalogue or its past: ready (hit), made and kept (stored), made for one request (miss).',
      () => by('outcome', writer.outcomes),
    ),
    gauge('modelkeep_cache_entries', 'Answers that are ready.', () => [of(cache.stats().entries)]),
    gauge('modelkeep_cache_bytes', 'Bytes of the answers that are ready, in all their encodings.', () => [
      of(cache.stats().bytes),
    ]),
    counter('modelkeep_requests_refused_total', 'Requests refused although nothing was wrong with them.', () =>
      by('reason', tally.refused),
    ),
    gauge('modelkeep_stream_readers', 'Who listens to the stream of changes.', () => [of(tally.streamReaders)]),
  ]
}

function ofTheCatalogue({ snapshots, tally }: MetricsSources): Metric[] {
  return [
    gauge(
      'modelkeep_snapshot_age_seconds',
      'Since upstream last confirmed the catalogue that is served; none before there is one.',
      () => known(snapshots.ageMs(), (ms) => ms / 1000),
    ),
    gauge('modelkeep_snapshot_models', 'Models in the catalogue that is served.', () => [
      of(snapshots.current()?.catalogue.entries.length ?? 0),
    ]),
    gauge('modelkeep_snapshot_info', 'Which tier the catalogue that is served was loaded from.', () =>
      known(
        snapshots.current(),
        () => 1,
        (current) => ({ tier: current.tier }),
      ),
    ),
    counter('modelkeep_syncs_total', 'Syncs of this process, by how they ended.', () => by('status', tally.syncs)),
    {
      name: 'modelkeep_sync_duration_seconds',
      type: 'histogram',
      help: 'How long a sync asked upstream, with all pages, attempts and waits.',
      samples: tally.syncSeconds.samples,
    },
  ]
}

function ofUpstream({ tally, upstream }: MetricsSources): Metric[] {
  const breakers = (): Sample[] => [
    ...states('breaker', 'list', upstream.breaker.state()),
    ...states('breaker', 'documents', upstream.documentBreaker.state()),
  ]
  return [
    counter(
      'modelkeep_upstream_attempts_total',
      'Attempts at one page of upstream: ok, or the code of what failed.',
      () => by('outcome', tally.upstreamAttempts),
    ),
    {
      name: 'modelkeep_upstream_attempt_duration_seconds',
      type: 'histogram',
      help: 'How long one attempt took, body included.',
      samples: tally.upstreamSeconds.samples,
    },
    gauge(
      'modelkeep_breaker_state',
      '1 for the state that a breaker is in: of the list, and of the documents beside it.',
      breakers,
    ),
  ]
}

function ofTheDatabase({ db, tally, spool }: MetricsSources, waiting: () => number | null): Metric[] {
  return [
    gauge('modelkeep_database_state', '1 for the state that the database is in.', () =>
      databaseStates.map((state) => of(state === db.status().state ? 1 : 0, { state })),
    ),
    {
      name: 'db_client_operation_duration_seconds',
      type: 'histogram',
      help: 'Queries and transactions. unavailable: the server could not be used; those refused at once while it is away do not count.',
      samples: tally.database.samples,
    },
    gauge('db_client_connection_count', 'Open connections of the pool; the one that listens is not of it.', () => {
      const { total, idle } = db.status().pool
      return [of(idle, { state: 'idle' }), of(total - idle, { state: 'used' })]
    }),
    gauge('db_client_connection_max', 'Connections that the pool may have.', () => [of(db.status().pool.max)]),
    gauge('db_client_connection_pending_requests', 'Queries that wait for a connection.', () => [
      of(db.status().pool.waiting),
    ]),
    gauge(
      'modelkeep_quarantine_waiting',
      'Lists that lost many models and wait for approval, as of about the scrape before; none while the database has not said.',
      () => known(waiting(), Number),
    ),
    gauge('modelkeep_spool_waiting', 'Observations on disk that wait for the database.', () => [
      of(spool.status().pending),
    ]),
  ]
}

const counter = (name: string, help: string, samples: () => Sample[]): Metric => ({
  name,
  type: 'counter',
  help,
  samples,
})
const gauge = (name: string, help: string, samples: () => Sample[]): Metric => ({ name, type: 'gauge', help, samples })
const of = (value: number, labels: Sample['labels'] = {}): Sample => ({ value, labels })
const by = (label: string, counts: Readonly<Record<string, number>>): Sample[] =>
  Object.entries(counts).map(([name, value]) => of(value, { [label]: name }))

function known<T>(
  value: T | null,
  read: (value: T) => number,
  labels: (value: T) => Sample['labels'] = () => ({}),
): Sample[] {
  return value === null ? [] : [of(read(value), labels(value))]
}

function states(label: string, name: string, now: string): Sample[] {
  return breakerStates.map((state) => of(state === now ? 1 : 0, { [label]: name, state }))
}
