import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { secretsOf, type Config } from '../config.js'
import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import { openSpool, type Spool } from '../snapshot/spool.js'
import { createUpstream, type Upstream } from '../upstream/client.js'
import type { OnNews } from './commit-to-database.js'
import { createPendingPublish, type PendingPublish } from './pending-publish.js'

/** Dependencies and settings of the stages of a sync. */
export interface SyncContext {
  upstream: Upstream
  db: Database
  snapshots: SnapshotStore
  spool: Spool
  pendingPublish: PendingPublish
  clock: Clock
  events: Events
  /** Called in the transaction of a sync whose changes are news. */
  onNews: OnNews
  /** Identifies this process in the lease. */
  holder: string
  maxShrinkPercent: number
  maxGrowthPercent: number
  leaseTtlMs: number
}

const maxRetryAfterIntervals = 3
const shortestLeaseMs = 2_000
const longestLeaseMs = 15_000

/** The caller closes `upstream` and `db`. */
export async function createSyncContext(
  config: Config,
  parts: Pick<SyncContext, 'db' | 'snapshots' | 'clock' | 'events' | 'onNews'>,
): Promise<SyncContext> {
  const { clock, events } = parts
  return {
    ...parts,
    upstream: createUpstream({
      ...config.upstream,
      apiKey: config.upstream.apiKey ?? undefined,
      otherSecrets: secretsOf(config),
      // Upstream may ask for hours, for example when a key is used up; a few intervals later it is worth another try.
      maxRetryAfterMs: maxRetryAfterIntervals * config.syncIntervalSeconds * 1_000,
      clock,
      onAttempt: (attempt) => events.emit('upstream_attempt', attempt),
    }),
    pendingPublish: createPendingPublish(),
    spool: await openSpool(config.dataDir, { now: () => clock.now() }),
    holder: `${hostname()}/${randomUUID()}`,
    maxShrinkPercent: config.maxShrinkPercent,
    maxGrowthPercent: config.maxGrowthPercent,
    // Shorter than the sync interval, so that the lease of a dead replica has expired when the timers of the others fire next.
    leaseTtlMs: Math.max(shortestLeaseMs, Math.min(longestLeaseMs, config.syncIntervalSeconds * 500)),
  }
}
