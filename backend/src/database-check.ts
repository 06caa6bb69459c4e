import type { SyncContext } from './context.js'
import { historyMarks } from './history/history-marks.js'
import { loadBaseline } from './postgres/load-baseline.js'
import { newestSync, type NewestSync, type SyncMarks } from './postgres/queries/newest-sync.js'

/**
 * Asks PostgreSQL, with one cheap query, whether it holds something newer than what is served, and loads that; else takes
 * over that upstream has confirmed what is served. @throws DatabaseUnavailable
 */
export async function checkDatabase(ctx: SyncContext): Promise<SyncMarks> {
  const marks = await newestSync(ctx.db)
  ctx.events.emit('history', historyMarks(marks))
  if (marks.newest === null) return marks
  const served = ctx.snapshots.current()
  if (served !== null && !mayDiffer(ctx, marks.newest)) {
    ctx.snapshots.confirm(served.catalogue.hash, marks.newest.confirmedAt)
    return marks
  }
  const { newest, catalogue } = await loadBaseline(ctx.db, served?.catalogue)
  if (newest) await ctx.snapshots.offer({ catalogue, tier: 'database', confirmedAt: newest.confirmedAt, changedAt: newest.appliedAt })
  return marks
}

/** Whether what PostgreSQL holds may differ from what is served, or is of a better tier. */
function mayDiffer({ snapshots }: SyncContext, { confirmedAt, appliedAt }: NewestSync): boolean {
  const served = snapshots.current()
  if (served === null || served.tier === 'seed' || served.tier === 'file') return true
  return confirmedAt >= (snapshots.confirmedAt() ?? 0) && appliedAt !== served.changedAt
}
