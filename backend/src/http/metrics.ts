import { Counter, Gauge } from 'prom-client'
import type { Clock } from '../lib/clock.js'
import type { Mirrors } from '../mirrors/create-mirrors.js'
import type { Tally } from '../observe/tally.js'
import type { DiskSpace } from '../disk-space.js'
import type { Database } from '../postgres/database.js'
import type { OverlayStore } from '../overlay/overlay-store.js'
import type { SnapshotReader } from '../snapshot/snapshot-store.js'
import type { Spool } from '../snapshot/spool.js'
import type { Upstream } from '../upstream/client.js'
import type { WaitingEvents } from '../watches/queries/count-waiting.js'
import type { ResponseCache } from './response/response-cache.js'
import type { ResponseWriter } from './response/writer.js'

/** Where the metrics are read from when they are scraped. */
export interface MetricsSources {
  tally: Tally
  writer: Pick<ResponseWriter, 'outcomes'>
  responseCache: ResponseCache
  snapshots: SnapshotReader
  upstream: Upstream
  db: Database
  spool: Spool
  disk: DiskSpace
  mirrors: Mirrors
  overlay: OverlayStore | null
  clock: Clock
  version: string
}

/** What waits in the database. */
export interface Waiting {
  /** Lists in quarantine. */
  lists: number
  events: WaitingEvents
}

/** One value of a metric. */
interface Sample {
  value: number
  labels: Readonly<Record<string, string>>
}

/** Registers a metric that is read from memory on each scrape. */
type Register = (name: string, help: string, labelNames: string[], read: () => Sample[]) => void

interface Registers {
  counter: Register
  gauge: Register
}

const databaseStates = ['off', 'starting', 'connected', 'lost', 'refused']
const breakerStates = ['closed', 'open', 'half-open']

/**
 * Adds the metrics that are read on a scrape to those that the tally counts. Names and units are OpenTelemetry's, as Prometheus spells
 * them. Reading waits for nothing. `waiting`: null if it is not known.
 */
export function registerMetrics(ctx: MetricsSources, waiting: () => Waiting | null): void {
  const registers = [ctx.tally.registry]
  const into: Registers = {
    counter: (name, help, labelNames, read) => {
      const counter: Counter = new Counter({
        name,
        help,
        labelNames,
        registers,
        collect: () => {
          counter.reset()
          for (const { labels, value } of read()) counter.inc(labels, value)
        },
      })
    },
    gauge: (name, help, labelNames, read) => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames,
        registers,
        collect: () => {
          gauge.reset()
          if (labelNames.length === 0) gauge.remove() // a gauge without labels would be 0, not absent
          for (const { labels, value } of read()) gauge.set(labels, value)
        },
      })
    },
  }
  registerRequests(ctx, into)
  registerCatalogue(ctx, into)
  registerMirrors(ctx, into)
  registerUpstream(ctx, into)
  registerDatabase(ctx, waiting, into)
  registerWatches(waiting, into)
  registerDisk(ctx, into)
  into.gauge('modelkeep_build_info', 'Version of this program.', ['version'], () => [of(1, { version: ctx.version })])
}

function registerRequests(
  { tally, writer, responseCache: cache }: MetricsSources,
  { counter, gauge }: Registers,
): void {
  counter(
    'modelkeep_cache_requests_total',
    'Responses about the catalogue or its history: from the cache (hit), built and cached (stored), built for one request (miss).',
    ['outcome'],
    () => by('outcome', writer.outcomes),
  )
  gauge('modelkeep_cache_entries', 'Cached responses.', [], () => [of(cache.stats().entries)])
  gauge('modelkeep_cache_bytes', 'Bytes of the cached responses, in all encodings.', [], () => [
    of(cache.stats().bytes),
  ])
  counter('modelkeep_requests_refused_total', 'Valid requests that were refused.', ['reason'], () =>
    by('reason', tally.refused),
  )
  gauge('modelkeep_stream_readers', 'Clients of the change stream.', [], () => [of(tally.streamReaders)])
}

function registerCatalogue({ snapshots, overlay }: MetricsSources, { gauge }: Registers): void {
  gauge(
    'modelkeep_snapshot_age_seconds',
    'Time since upstream last confirmed the served catalogue; absent before there is one.',
    [],
    () => known(snapshots.ageMs(), (ms) => of(ms / 1000)),
  )
  gauge('modelkeep_snapshot_models', 'Models in the served catalogue.', [], () => [
    of(snapshots.current()?.catalogue.entries.length ?? 0),
  ])
  gauge('modelkeep_snapshot_info', 'Tier from which the served catalogue was loaded.', ['tier'], () =>
    known(snapshots.current(), ({ tier }) => of(1, { tier })),
  )
  gauge('modelkeep_overlay_rejected', '1 if OVERLAY_FILE could not be used when it was last read.', [], () =>
    known(overlay, ({ status }) => of(status().error === null ? 0 : 1)),
  )
}

function registerMirrors({ mirrors, clock }: MetricsSources, { gauge }: Registers): void {
  gauge(
    'modelkeep_mirror_age_seconds',
    'Time since its site last confirmed the copy of a mirrored document; absent before there is one.',
    ['mirror'],
    () =>
      mirrors.all().flatMap(({ source: mirror, served }) => {
        const confirmedAt = served()?.confirmedAt ?? null
        return known(confirmedAt, (at) => of(Math.max(0, clock.now() - at) / 1000, { mirror }))
      }),
  )
  gauge('modelkeep_mirror_entries', 'Entries of the copy of a mirrored document; 0 without one.', ['mirror'], () =>
    mirrors.all().map(({ source: mirror, served }) => of(served()?.catalogue.hashes.size ?? 0, { mirror })),
  )
  gauge('modelkeep_mirror_quarantined', '1 if the last document of a mirror is quarantined.', ['mirror'], () =>
    mirrors.all().map(({ source: mirror, status }) => of(status().quarantined === null ? 0 : 1, { mirror })),
  )
}

function registerUpstream({ upstream }: MetricsSources, { gauge }: Registers): void {
  gauge(
    'modelkeep_breaker_state',
    '1 for the current state of each breaker: of the list, and of the other documents.',
    ['breaker', 'state'],
    () => [...ofBreaker('list', upstream.breaker.state()), ...ofBreaker('documents', upstream.documentBreaker.state())],
  )
}

function registerDatabase({ db, spool }: MetricsSources, waiting: () => Waiting | null, { gauge }: Registers): void {
  gauge('modelkeep_database_state', '1 for the current state of the database.', ['state'], () =>
    databaseStates.map((state) => of(state === db.status().state ? 1 : 0, { state })),
  )
  gauge('db_client_connections', 'Open connections of the pool, without the one that listens.', ['state'], () => {
    const { total, idle } = db.status().pool
    return [of(idle, { state: 'idle' }), of(total - idle, { state: 'used' })]
  })
  gauge('db_client_connection_max', 'Maximum number of connections of the pool.', [], () => [of(db.status().pool.max)])
  gauge('db_client_connection_pending_requests', 'Queries waiting for a connection.', [], () => [
    of(db.status().pool.waiting),
  ])
  gauge(
    'modelkeep_quarantine_waiting',
    'Quarantined lists that await approval, as of about the previous scrape; absent until the database has been read.',
    [],
    () => known(waiting(), ({ lists }) => of(lists)),
  )
  gauge('modelkeep_spool_waiting', 'Observations on disk that wait to be committed.', [], () => [
    of(spool.status().pending),
  ])
}

function registerWatches(waiting: () => Waiting | null, { gauge }: Registers): void {
  gauge(
    'modelkeep_watch_events_due',
    'Events of active watches that are due and not delivered, as of about the previous scrape.',
    [],
    () => known(waiting(), ({ events }) => of(events.due)),
  )
  gauge(
    'modelkeep_watches_stopped',
    'Watches that were paused after failures, or disabled by a 410, as of about the previous scrape.',
    [],
    () => known(waiting(), ({ events }) => of(events.stopped)),
  )
}

function registerDisk({ disk }: MetricsSources, { gauge }: Registers): void {
  gauge('modelkeep_disk_full', '1 if a disk is full, or a write to it failed for want of space.', ['disk'], () =>
    Object.entries(disk.status().full).map(([name, isFull]) => of(isFull ? 1 : 0, { disk: name })),
  )
  gauge(
    'modelkeep_disk_free_bytes',
    'Bytes that the program may still write in DATA_DIR, as of about the previous scrape; absent before they are known.',
    [],
    () => known(disk.status().freeBytes, (bytes) => of(bytes)),
  )
}

const of = (value: number, labels: Sample['labels'] = {}): Sample => ({ value, labels })
const by = (label: string, counts: Readonly<Record<string, number>>): Sample[] =>
  Object.entries(counts).map(([name, value]) => of(value, { [label]: name }))
const known = <T>(value: T | null, sample: (value: T) => Sample): Sample[] => (value === null ? [] : [sample(value)])

function ofBreaker(breaker: string, now: string): Sample[] {
  return breakerStates.map((state) => of(state === now ? 1 : 0, { breaker, state }))
}
