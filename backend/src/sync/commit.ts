import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { compare } from '../postgres/commit-catalogue.js'
import type { Lease } from '../postgres/lease.js'
import { commitToDatabase, syncDetail } from './commit-to-database.js'
import type { SyncContext } from './sync-context.js'
import type { ValidatedFetch } from './validate.js'

/**
 * Makes the observation durable: in PostgreSQL, or in the spool if there is no lease or the commit fails for any reason. A commit
 * whose response was lost is spooled too; the replay recognises it by its key.
 */
export async function commitOrSpool(ctx: SyncContext, validated: ValidatedFetch, lease: Lease | null): Promise<Sync> {
  if (lease !== null) {
    try {
      return await commitToDatabase(ctx, lease, validated)
    } catch (error) {
      ctx.events.emit('trouble', { what: 'commit_not_possible', error })
    }
  }
  if (validated.status !== 'failed' && ctx.db.status().state !== 'off') await spool(ctx, validated)
  return uncommittedSync(validated)
}

async function spool(ctx: SyncContext, { observation }: ValidatedFetch): Promise<void> {
  const { stored, error } = await ctx.spool.append(observation)
  if (error !== undefined) ctx.events.emit('trouble', { what: 'spool_not_writable', error })
  const what = ({ on_disk: 'kept', in_memory: 'held', nowhere: 'full' } as const)[stored]
  ctx.events.emit('spool', { what, observedAt: observation.observedAt, pending: ctx.spool.status().pending })
}

/** The sync as the log will show it, as far as is known before the commit: without an id. */
function uncommittedSync(validated: ValidatedFetch): Sync {
  const { observation } = validated
  const common = {
    id: null,
    observed_at: new Date(observation.observedAt).toISOString(),
    source: observation.source,
    scope: observation.scope,
    duration_ms: Math.round(observation.durationMs),
    detail: syncDetail(validated),
  }
  if (validated.status !== 'accepted') {
    const payloadHash = validated.status === 'failed' ? null : observation.payloadHash
    const nothing = { order_hash: null, model_count: null, added: 0, changed: 0, removed: 0 }
    return { ...common, ...nothing, status: validated.status, payload_hash: payloadHash }
  }
  const { catalogue, baseline } = validated
  const delta = compare(baseline, catalogue)
  return {
    ...common,
    status: delta.nothing ? 'unchanged' : 'applied',
    payload_hash: observation.payloadHash,
    order_hash: catalogue.orderHash,
    model_count: catalogue.entries.length,
    added: delta.added,
    changed: delta.written.length - delta.added,
    removed: delta.removedIds.length,
  }
}
