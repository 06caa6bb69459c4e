import type {
  DatabaseHealth,
  Health,
  MirrorHealth,
  ModelsHealth,
  OverlayHealth,
} from '@modelkeep/catalog/contract/health'
import type { Clock } from '../../lib/clock.js'
import { singleFlight } from '../../lib/single-flight.js'
import type { DiskSpace } from '../../disk-space.js'
import type { Database } from '../../postgres/database.js'
import type { Mirrors } from '../../mirrors/create-mirrors.js'
import type { Mirror } from '../../mirrors/mirror.js'
import type { OverlayStore } from '../../overlay/overlay-store.js'
import type { FileTier } from '../../snapshot/file-tier.js'
import type { SeedTier } from '../../snapshot/seed-tier.js'
import type { SnapshotReader } from '../../snapshot/snapshot-store.js'
import type { Spool } from '../../snapshot/spool.js'
import type { Revalidation } from '../../sync/revalidation.js'
import type { Upstream } from '../../upstream/client.js'
import { HttpProblem, noSnapshotYet } from '../response/problem.js'
import { publicSync, publicText } from '../response/public-text.js'

export interface HealthSources {
  clock: Clock
  snapshots: SnapshotReader
  db: Database
  upstream: Upstream
  file: FileTier
  seed: SeedTier
  spool: Spool
  disk: DiskSpace
  revalidation: Revalidation
  mirrors: Mirrors
  overlay: OverlayStore | null
  version: string
  /** Unix milliseconds. */
  startedAt: number
  /** Aborted when the program is told to stop. */
  stopping: AbortSignal
}

/** For probes and people. Only `database` waits for a dependency, and that with a deadline. */
export interface HealthReports {
  /** @throws HttpProblem 503 before a catalogue is loaded, and once the program stops */
  assertReady(): void
  overall(): Health
  /** Measures a round trip; concurrent callers share one, so that probes cannot use up the pool. */
  database(): Promise<DatabaseHealth>
  models(): ModelsHealth
}

export function createHealthReports(sources: HealthSources): HealthReports {
  const { snapshots, db, upstream, disk, clock, stopping, version, startedAt } = sources
  const ping = singleFlight(() => db.ping().catch(() => {})) // the report shows the result

  return {
    assertReady: () => {
      if (stopping.aborted) throw new HttpProblem(503, 'the program is stopping', { headers: { 'Retry-After': '5' } })
      if (snapshots.current() === null) throw noSnapshotYet()
    },
    overall: () => {
      const models = servedCatalogue(snapshots)
      const database = db.status().state
      const { full, freeBytes } = disk.status()
      const isHealthy =
        models.state === 'fresh' &&
        (database === 'connected' || database === 'off') &&
        upstream.breaker.state() === 'closed' &&
        !full.data_dir &&
        !full.database
      return {
        status: isHealthy ? 'ok' : 'degraded',
        version,
        uptime_seconds: Math.floor((clock.now() - startedAt) / 1000),
        database,
        models,
        disk: { full: full.data_dir, free_bytes: freeBytes, database_full: full.database },
      }
    },
    database: async () => {
      await ping.run()
      const status = db.status()
      return {
        state: status.state,
        since: new Date(status.since).toISOString(),
        description: status.name,
        last_error: publicly(status.publicError),
        round_trip_ms: status.roundTripMs,
        pool: status.pool,
      }
    },
    models: () => modelsHealth(sources),
  }
}

function mirrorHealth({ source, served, status }: Mirror, now: number): MirrorHealth {
  const copy = served()
  const { quarantined, lastError } = status()
  return {
    source,
    tier: copy?.tier ?? null,
    entries: copy?.catalogue.hashes.size ?? 0,
    age_seconds: seconds(copy === null ? null : Math.max(0, now - copy.confirmedAt)),
    confirmed_at: iso(copy?.confirmedAt ?? null),
    changed_at: iso(copy?.catalogue.changedAt ?? null),
    quarantined:
      quarantined === null
        ? null
        : { observed_at: new Date(quarantined.observedAt).toISOString(), reason: quarantined.detail },
    last_error: publicly(lastError),
  }
}

function modelsHealth({
  snapshots,
  upstream,
  db,
  file,
  seed,
  spool,
  revalidation,
  mirrors,
  overlay,
  clock,
}: HealthSources): ModelsHealth {
  const { lastSync, newestInDatabaseAt, lastUpstreamSuccessAt, lastUpstreamError } = revalidation.status()
  const { writtenAt, lastError } = file.status()
  return {
    ...servedCatalogue(snapshots),
    confirmed_at: iso(snapshots.confirmedAt()),
    changed_at: iso(snapshots.current()?.changedAt ?? null),
    tiers: {
      upstream: {
        breaker: upstream.breaker.state(),
        last_success_at: iso(lastUpstreamSuccessAt),
        last_error: publicly(lastUpstreamError),
      },
      database: { state: db.status().state, newest_sync_at: iso(newestInDatabaseAt) },
      file: {
        written_at: iso(writtenAt),
        age_seconds: seconds(writtenAt === null ? null : Math.max(0, clock.now() - writtenAt)),
        last_error: publicly(lastError),
      },
      seed: { as_of: iso(seed.status()?.asOf ?? null), model_count: seed.status()?.modelCount ?? null },
    },
    spool: { pending: spool.status().pending, bytes: spool.status().bytes },
    mirrors: mirrors.all().map((mirror) => mirrorHealth(mirror, clock.now())),
    overlay: overlay && overlayHealth(overlay),
    last_sync: publicSync(lastSync),
  }
}

function overlayHealth(store: OverlayStore): OverlayHealth {
  const { file, loadedAt, error } = store.status()
  const { models, prices } = store.current().overlay
  return {
    file,
    models: models.length,
    prices: prices.length,
    loaded_at: new Date(loadedAt).toISOString(),
    error, // names places in the file, and no path
  }
}

function servedCatalogue(snapshots: SnapshotReader): Health['models'] {
  const snapshot = snapshots.current()
  return {
    state: snapshots.state(),
    tier: snapshot?.tier ?? null,
    age_seconds: seconds(snapshots.ageMs()),
    model_count: snapshot?.catalogue.entries.length ?? 0,
  }
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}

function publicly(text: string | null): string | null {
  return text === null ? null : publicText(text)
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000)
}
