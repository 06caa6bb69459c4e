import { loadBaseline } from '../postgres/load-baseline.js'
import type { DamagedRow } from '../postgres/queries/current-models.js'
import { repairCurrentModels } from '../postgres/queries/repair-current-models.js'
import { newestSync, type NewestSync, type SyncMarks } from '../postgres/queries/newest-sync.js'
import { toleratedSkewMs } from '../snapshot/freshness.js'
import type { SyncContext } from './sync-context.js'

/** The state of PostgreSQL when its catalogue was last loaded. */
interface LastLoad {
  appliedId: number
  /** An import may change the current catalogue without a newer sync. */
  rewrites: number
  /** Of the catalogue. */
  hash: string
}

/**
 * Returns a function that checks, with one cheap query, whether PostgreSQL holds another catalogue than the served one. If so it
 * loads it; if not it takes over the time of upstream's last confirmation. It remembers what it loaded, so that nothing is loaded
 * twice. Not reentrant. The function rejects with DatabaseUnavailable.
 */
export function createDatabaseLoader(ctx: SyncContext): () => Promise<SyncMarks> {
  let lastLoad: LastLoad | null = null
  let clockIsWrong = false
  return async () => {
    const marks = await newestSync(ctx.db)
    if (marks.databaseNow !== undefined) clockIsWrong = followDatabase(ctx, marks.databaseNow, clockIsWrong)
    if (marks.schema) ctx.db.checkSchema(marks.schema)
    const [appliedId, confirmedAt] = [marks.newest?.appliedId ?? null, marks.newest?.confirmedAt ?? null]
    ctx.events.emit('history', { rewrites: marks.rewrites, appliedId, confirmedAt })
    if (marks.newest === null) return marks
    await ctx.pendingPublish.settled()
    const served = ctx.snapshots.current()
    if (served !== null && !mayDiffer(ctx, marks.newest, marks.rewrites, lastLoad)) {
      ctx.snapshots.confirm(served.catalogue.hash, marks.newest.confirmedAt)
      return marks
    }
    const { newest, rewrites, catalogue, damaged } = await loadBaseline(ctx.db, served?.catalogue)
    if (newest === null) return marks
    await repairDamaged(ctx, damaged)
    lastLoad = { appliedId: newest.appliedId, rewrites, hash: catalogue.hash }
    await ctx.snapshots.offer({
      catalogue,
      tier: 'database',
      confirmedAt: newest.confirmedAt,
      changedAt: newest.appliedAt,
    })
    return marks
  }
}

/** All replicas share the database's clock. Returns whether this machine's is wrong. */
function followDatabase({ clock, events }: SyncContext, databaseNow: number, wasWrong: boolean): boolean {
  const aheadMs = clock.follow?.(databaseNow)
  if (aheadMs === undefined) return false
  const isWrong = Math.abs(aheadMs) > toleratedSkewMs
  events.emit('clock_skew', { aheadMs })
  if (isWrong && !wasWrong) events.emit('trouble', { what: 'clock_is_wrong', error: new WrongClock(aheadMs) })
  return isWrong
}

class WrongClock extends Error {
  override readonly name = 'WrongClock'
  readonly code = 'wrong_clock'
  constructor(aheadMs: number) {
    const seconds = Math.round(Math.abs(aheadMs) / 1_000)
    super(
      `the clock of this machine is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the database's, which is used instead`,
    )
  }
}

/** The models found among the contents of versions are served in any case; this restores their rows. */
async function repairDamaged({ db, events }: SyncContext, damaged: readonly DamagedRow[]): Promise<void> {
  for (const row of damaged) events.emit('damaged_row', row)
  const ids = damaged.flatMap(({ id, repaired }) => (repaired ? [id] : []))
  if (ids.length === 0) return
  await repairCurrentModels(db, ids).catch((error: unknown) =>
    events.emit('trouble', { what: 'rows_not_repaired', error }),
  )
}

/** Whether PostgreSQL may hold another catalogue than the served one, or the same with a better tier. */
function mayDiffer(
  { snapshots }: SyncContext,
  { appliedId, confirmedAt }: NewestSync,
  rewrites: number,
  lastLoad: LastLoad | null,
): boolean {
  const served = snapshots.current()
  if (served === null || served.tier === 'seed' || served.tier === 'file') return true
  if (confirmedAt < (snapshots.confirmedAt() ?? 0)) return false
  return lastLoad?.appliedId !== appliedId || lastLoad.rewrites !== rewrites || lastLoad.hash !== served.catalogue.hash
}
