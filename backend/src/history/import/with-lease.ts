import type { Clock } from '../../lib/clock.js'
import type { Database } from '../../postgres/database.js'
import { acquireLease, releaseLease, type Lease } from '../../postgres/lease.js'
import { startRenewing } from '../../sync/acquire-lease.js'

export interface LeaseContext {
  db: Database
  clock: Clock
  /** Names this process in the lease. */
  holder: string
  leaseTtlMs: number
  signal?: AbortSignal
  /** Called when another process has held the lease for a while. */
  onWaiting: () => void
}

const leaseRetryMs = 200
const notifyAfterAttempts = 5

/** Waits for the lease, holds it while `work` runs, and releases it. @returns null if aborted before */
export async function withLease<T>(ctx: LeaseContext, work: (lease: Lease) => Promise<T>): Promise<T | null> {
  const lease = await waitForLease(ctx)
  if (lease === null) return null
  const stopRenewing = startRenewing(ctx, lease)
  try {
    return await work(lease)
  } finally {
    stopRenewing()
    await releaseLease(ctx.db, lease)
  }
}

async function waitForLease(ctx: LeaseContext): Promise<Lease | null> {
  for (let attempt = 1; !ctx.signal?.aborted; attempt++) {
    const lease = await acquireLease(ctx.db, ctx.holder, ctx.leaseTtlMs)
    if (lease !== null) return lease
    if (attempt === notifyAfterAttempts) ctx.onWaiting()
    await ctx.clock.sleep(leaseRetryMs, ctx.signal).catch(() => {})
  }
  return null
}
