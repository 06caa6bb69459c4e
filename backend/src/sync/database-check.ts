import type { SyncContext } from './context.js'
import { historyStateOf } from '../history/history-state.js'
import { loadBaseline } from '../postgres/load-baseline.js'
import { newestSync, type NewestSync, type SyncMarks } from '../postgres/queries/newest-sync.js'

/** What PostgreSQL held when its catalogue was last read. */
interface LastRead {
  appliedId: number
  /** An import may change the present while the newest sync stays what it was. */
  rewrites: number
  /** The hash of the catalogue. */
  hash: string
}

/**
 * Returns what asks PostgreSQL, with one cheap query, whether it holds something else than what is served, and loads that; else
 * takes over that upstream has confirmed what is served. It remembers what it has read, so as to read nothing twice; to be
 * called by one at a time. What it returns rejects with DatabaseUnavailable.
 */
export function createDatabaseCheck(ctx: SyncContext): () => Promise<SyncMarks> {
  let lastRead: LastRead | null = null
  return async () => {
    const marks = await newestSync(ctx.db)
    if (marks.schema) ctx.db.checkSchema(marks.schema)
    ctx.events.emit('history', historyStateOf(marks))
    if (marks.newest === null) return marks
    await ctx.handover.over()
    const served = ctx.snapshots.current()
    if (served !== null && !mayDiffer(ctx, marks.newest, marks.rewrites, lastRead)) {
      ctx.snapshots.confirm(served.catalogue.hash, marks.newest.confirmedAt)
      return marks
    }
    const { newest, rewrites, catalogue } = await loadBaseline(ctx.db, served?.catalogue)
    if (newest === null) return marks
    lastRead = { appliedId: newest.appliedId, rewrites, hash: catalogue.hash }
    await ctx.snapshots.offer({
      catalogue,
      tier: 'database',
      confirmedAt: newest.confirmedAt,
      changedAt: newest.appliedAt,
    })
    return marks
  }
}

/** Whether what PostgreSQL holds may differ from what is served, or is of a better tier. */
function mayDiffer(
  { snapshots }: SyncContext,
  { appliedId, confirmedAt }: NewestSync,
  rewrites: number,
  lastRead: LastRead | null,
): boolean {
  const served = snapshots.current()
  if (served === null || served.tier === 'seed' || served.tier === 'file') return true
  if (confirmedAt < (snapshots.confirmedAt() ?? 0)) return false
  return lastRead?.appliedId !== appliedId || lastRead.rewrites !== rewrites || lastRead.hash !== served.catalogue.hash
}
