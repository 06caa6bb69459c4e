import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { SyncContext } from './context.js'
import { compare } from '../postgres/commit-catalogue.js'
import { commit, detailOf } from './commit-to-database.js'
import type { Judged } from './validate.js'
import type { Turn } from './acquire-lease.js'

/**
 * Makes what was observed last: in PostgreSQL, or else, whatever the reason, in the spool, from where it is committed
 * later. An observation whose commit was not answered goes there as well: its key tells later whether it had happened.
 */
export async function keep(ctx: SyncContext, judged: Judged, turn: Turn): Promise<Sync> {
  if (turn.lease !== null) {
    try {
      return await commit(ctx.db, turn.lease, judged)
    } catch (error) {
      ctx.events.emit('trouble', { what: 'commit_not_possible', error })
    }
  }
  if (judged.verdict !== 'failed' && ctx.db.status().state !== 'off') await spool(ctx, judged)
  return uncommitted(judged)
}

async function spool(ctx: SyncContext, { observation }: Judged): Promise<void> {
  const { kept, error } = await ctx.spool.append(observation)
  if (error !== undefined) ctx.events.emit('trouble', { what: 'spool_not_writable', error })
  const what = ({ on_disk: 'kept', in_memory: 'held', full: 'full' } as const)[kept]
  ctx.events.emit('spool', { what, observedAt: observation.observedAt, pending: ctx.spool.status().pending })
}

/** The sync as it will be in the log, as far as is known: without an id. */
function uncommitted(judged: Judged): Sync {
  const { observation } = judged
  const delta = judged.verdict === 'accepted' ? compare(judged.baseline, judged.catalogue) : null
  const status = judged.verdict === 'accepted' ? (delta?.nothing ? 'unchanged' : 'applied') : judged.verdict
  return {
    id: null,
    observed_at: new Date(observation.observedAt).toISOString(),
    source: observation.source,
    scope: observation.scope,
    status,
    payload_hash: judged.verdict === 'failed' ? null : observation.payloadHash,
    order_hash: judged.verdict === 'accepted' ? judged.catalogue.orderHash : null,
    model_count: judged.verdict === 'accepted' ? judged.catalogue.entries.length : null,
    added: delta?.added ?? 0,
    changed: delta ? delta.written.length - delta.added : 0,
    removed: delta?.removedIds.length ?? 0,
    duration_ms: Math.round(observation.durationMs),
    detail: detailOf(judged),
  }
}
