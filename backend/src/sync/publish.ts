import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { SyncContext } from './context.js'
import type { Judged } from './validate.js'

/** Serves what was accepted, from now on, and tells whoever listens how the sync ended. */
export async function publish(ctx: SyncContext, judged: Judged, sync: Sync): Promise<Sync> {
  if (judged.verdict === 'accepted') {
    const { observedAt } = judged.observation
    const changedAt = sync.status === 'unchanged' ? (judged.baseline.newest?.appliedAt ?? observedAt) : observedAt
    await ctx.snapshots.offer({ catalogue: judged.catalogue, tier: 'upstream', confirmedAt: observedAt, changedAt })
  }
  ctx.events.emit('sync', sync)
  return sync
}
