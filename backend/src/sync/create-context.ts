import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Config } from '../config.js'
import type { SyncContext } from './context.js'
import { createHandover } from './handover.js'
import { createPayloadReader } from './read-payload.js'
import { openSpool } from '../snapshot/spool.js'
import { createUpstream } from '../upstream/client.js'

const shortestLeaseMs = 2_000
const longestLeaseMs = 15_000

/** All that a sync works with, as the configuration wants it. Whoever makes it closes `upstream` and `db`. */
export async function createSyncContext(
  config: Config,
  parts: Pick<SyncContext, 'db' | 'snapshots' | 'clock' | 'events'>,
): Promise<SyncContext> {
  const { clock, events } = parts
  return {
    ...parts,
    readPayload: createPayloadReader(),
    upstream: createUpstream({
      ...config.upstream,
      apiKey: config.upstream.apiKey ?? undefined,
      clock,
      onAttempt: (attempt) => events.emit('upstream_attempt', attempt),
    }),
    handover: createHandover(),
    spool: await openSpool(config.dataDir, { now: () => clock.now() }),
    holder: `${hostname()}/${randomUUID()}`,
    maxShrinkPercent: config.maxShrinkPercent,
    // It has run out when the timers of the others ring again: a holder that dies is replaced then, one that lives renews it in time.
    leaseTtlMs: Math.max(shortestLeaseMs, Math.min(longestLeaseMs, config.syncIntervalSeconds * 500)),
  }
}
