import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Clock } from './clock.js'
import type { Config } from './config.js'
import type { SyncContext } from './context.js'
import type { Events } from './observe/events.js'
import type { Database } from './postgres/database.js'
import type { SnapshotStore } from './snapshot/snapshot-store.js'
import { openSpool } from './snapshot/spool.js'
import { createUpstream } from './upstream/client.js'

const shortestLeaseMs = 2_000
const longestLeaseMs = 15_000

/** All that a sync works with, as the configuration wants it. Whoever makes it closes `upstream` and `db`. */
export async function createSyncContext(config: Config, parts: { db: Database; snapshots: SnapshotStore; clock: Clock; events: Events }): Promise<SyncContext> {
  const { clock, events } = parts
  return {
    ...parts,
    upstream: createUpstream({ ...config.upstream, apiKey: config.upstream.apiKey ?? undefined, clock, onAttempt: (attempt) => events.emit('upstream_attempt', attempt) }),
    spool: await openSpool(config.dataDir, { now: () => clock.now() }),
    holder: `${hostname()}/${randomUUID()}`,
    maxShrinkPercent: config.maxShrinkPercent,
    // It has run out when the timers of the others ring again: a holder that dies is replaced then, one that lives renews it in time.
    leaseTtlMs: Math.max(shortestLeaseMs, Math.min(longestLeaseMs, config.syncIntervalSeconds * 500)),
  }
}
