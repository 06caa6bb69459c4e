import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { SyncContext } from './sync-context.js'
import type { ValidatedFetch } from './validate.js'

/** Serves an accepted catalogue from now on, and emits how the sync ended. */
export async function publish(ctx: SyncContext, validated: ValidatedFetch, sync: Sync): Promise<Sync> {
  if (validated.status === 'accepted') {
    const { observedAt } = validated.observation
    const changedAt = sync.status === 'unchanged' ? (validated.baseline.newest?.appliedAt ?? observedAt) : observedAt
    for (const [field, models] of validated.unexpected) ctx.events.emit('unexpected_field', { field, models })
    await ctx.snapshots.offer({ catalogue: validated.catalogue, tier: 'upstream', confirmedAt: observedAt, changedAt })
  }
  ctx.events.emit('sync', sync)
  return sync
}
