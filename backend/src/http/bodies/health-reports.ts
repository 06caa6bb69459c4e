import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import type { DatabaseHealth, Health, ModelsHealth } from '@modelkeep/catalog/contract/health'
import type { HttpContext } from '../context.js'
import { publicText } from '../response/public-text.js'

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())
const publicly = (text: string | null): string | null => (text === null ? null : publicText(text))
const seconds = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1000))

export function databaseHealth({ db }: HttpContext): DatabaseHealth {
  const status = db.status()
  return {
    state: status.state,
    since: new Date(status.since).toISOString(),
    description: status.name,
    last_error: publicly(status.lastError),
    round_trip_ms: status.roundTripMs,
    pool: status.pool,
  }
}

export function cacheHealth({ cache }: HttpContext): CacheStats {
  return cache.stats()
}

export function modelsHealth(ctx: HttpContext): ModelsHealth {
  const { snapshots, upstream, db, file, seed, spool, clock } = ctx
  const { lastSync, newestInDatabaseAt, lastUpstreamSuccessAt, lastUpstreamError } = ctx.revalidation.status()
  const fileStatus = file.status()
  return {
    ...served(ctx),
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
        written_at: iso(fileStatus.writtenAt),
        age_seconds: seconds(fileStatus.writtenAt === null ? null : Math.max(0, clock.now() - fileStatus.writtenAt)),
        last_error: publicly(fileStatus.lastError),
      },
      seed: { as_of: iso(seed.status()?.asOf ?? null), model_count: seed.status()?.modelCount ?? null },
    },
    spool: { pending: spool.status().pending, bytes: spool.status().bytes },
    last_sync: lastSync,
  }
}

export function overallHealth(ctx: HttpContext): Health {
  const models = served(ctx)
  const database = ctx.db.status().state
  const well =
    models.state === 'fresh' &&
    (database === 'connected' || database === 'off') &&
    ctx.upstream.breaker.state() === 'closed'
  return {
    status: well ? 'ok' : 'degraded',
    version: ctx.version,
    uptime_seconds: Math.floor((ctx.clock.now() - ctx.startedAt) / 1000),
    database,
    models,
  }
}

function served({ snapshots }: HttpContext): Health['models'] {
  const snapshot = snapshots.current()
  return {
    state: snapshots.state(),
    tier: snapshot?.tier ?? null,
    age_seconds: seconds(snapshots.ageMs()),
    model_count: snapshot?.catalogue.entries.length ?? 0,
  }
}
