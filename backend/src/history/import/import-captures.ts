import type { Database } from '../../postgres/database.js'
import { LeaseLost } from '../../postgres/database-error.js'
import type { Lease } from '../../postgres/lease.js'
import { loadBaselineAt } from '../../postgres/load-baseline.js'
import { assertOwner } from '../../postgres/queries/history-owner.js'
import { knownSyncKeys } from '../../postgres/queries/known-sync-keys.js'
import { nextSyncIds } from '../../postgres/queries/next-sync-ids.js'
import type { Queryable } from '../../postgres/queryable.js'
import { BadCapture, type Capture } from '../capture/capture.js'
import { commitImport, vacuumModels, type ImportRun } from './commit-import.js'
import { withLease, type LeaseContext } from './with-lease.js'
import { planImport, type ShrinkRule } from './plan-import.js'

export interface ImportContext extends ShrinkRule, LeaseContext {
  /** Names of the files, for the record of the import. */
  files: readonly string[]
  onBad: (bad: BadCapture) => void
  /** Called after each batch. */
  onProgress: (tally: ImportTally) => void
  /** Everything happens in one transaction, in which VACUUM is impossible. */
  isRehearsal?: boolean
}

/** Counts captures, and what they added. `read` excludes lines that are not captures; `skipped` includes them. */
export interface ImportTally {
  read: number
  added: number
  known: number
  skipped: number
  versions: number
  changes: number
  /** Models that differ from the catalogue before a capture, summed over the captures. */
  models: { added: number; changed: number; removed: number }
  /** Rows of changes that were deleted and inserted at later syncs. */
  rederived: number
  /** null if nothing was added. */
  importId: number | null
}

const emptyTally: ImportTally = {
  read: 0,
  added: 0,
  known: 0,
  skipped: 0,
  versions: 0,
  changes: 0,
  models: { added: 0, changed: 0, removed: 0 },
  rederived: 0,
  importId: null,
}

/** An import in progress. */
interface Running extends ImportContext {
  run: ImportRun
  tally: ImportTally
}

const maxBatchCaptures = 50
/** In UTF-16 units of models that consecutive captures do not share, which bounds the memory of a batch. */
const maxBatchText = 16_000_000
/** Standard input may pause. */
const rehearsalLimits = { statementTimeoutMs: 60_000, idleTimeoutMs: 600_000 }

/**
 * Imports captures into history, in any order. Each batch acquires the lease anew, so that syncs can run in between. Captures that are
 * in history already are ignored: an interrupted import is simply run again. Of several captures of one moment, all are stored and the
 * last one counts.
 * @throws OwnerRequired @throws DatabaseUnavailable
 */
export async function importCaptures(
  ctx: ImportContext,
  captures: AsyncIterable<Capture | BadCapture>,
): Promise<ImportTally> {
  await assertOwner(ctx.db)
  const running = { ...ctx, run: { files: ctx.files, id: null }, tally: structuredClone(emptyTally) }
  const { tally } = running
  let batch: Capture[] = []
  let batchText = 0
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await importBatch(running, batch)
    batch = []
    batchText = 0
    ctx.onProgress(structuredClone(tally))
  }
  for await (const capture of captures) {
    if (ctx.signal?.aborted) break
    if (capture instanceof BadCapture) {
      skip(running, capture)
      continue
    }
    tally.read++
    batch.push(capture)
    batchText += capture.newText
    if (batch.length >= maxBatchCaptures || batchText >= maxBatchText) await flush()
  }
  if (!ctx.signal?.aborted) await flush()
  return tally
}

/**
 * Imports in one transaction that is rolled back, so that the tally is what an import would do. Holds the lease meanwhile: no sync is
 * committed before the end.
 */
export async function rehearseImport(
  ctx: ImportContext,
  captures: AsyncIterable<Capture | BadCapture>,
): Promise<ImportTally> {
  const rolledBack = new Error('a rehearsal is rolled back')
  let tally = emptyTally
  const rehearse = async (tx: Queryable): Promise<never> => {
    const db: Database = { ...ctx.db, query: tx.query, transaction: (work) => work(tx) }
    tally = await importCaptures({ ...ctx, db, isRehearsal: true }, captures)
    throw rolledBack
  }
  await ctx.db.transaction(rehearse, rehearsalLimits).catch((error: unknown) => {
    if (error !== rolledBack) throw error
  })
  return { ...tally, importId: null }
}

function skip({ tally, onBad }: Running, bad: BadCapture): void {
  tally.skipped++
  onBad(bad)
}

/** Stops between two transactions when aborted. After losing the lease it acquires a new one and goes on with what is not committed. */
async function importBatch(running: Running, batch: readonly Capture[]): Promise<void> {
  let remaining = await withoutKnown(running, batch)
  while (remaining.length > 0 && !running.signal?.aborted) {
    try {
      const done = await withLease(running, async (lease) => {
        for (const group of await groupByNextSync(running, remaining)) {
          await importGroup(running, lease, group)
          remaining = remaining.filter((capture) => !group.includes(capture))
        }
        return true
      })
      if (done === null) return
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
    }
  }
}

async function withoutKnown({ db, tally }: Running, batch: readonly Capture[]): Promise<Capture[]> {
  const keys = batch.map(({ key }) => key)
  const known = await knownSyncKeys(db, keys)
  const fresh = batch.filter(({ key }) => !known.has(key) && known.add(key)) // drops duplicates within the batch, too
  tally.known += batch.length - fresh.length
  return fresh
}

/** Captures by time, in groups between which no sync of history lies. */
async function groupByNextSync({ db }: Running, captures: readonly Capture[]): Promise<Capture[][]> {
  const sorted = captures.toSorted((a, b) => a.observedAt - b.observedAt)
  const times = sorted.map(({ observedAt }) => observedAt)
  const nextSyncs = await nextSyncIds(db, times)
  const groups: Capture[][] = []
  sorted.forEach((capture, at) => {
    if (at > 0 && nextSyncs[at] === nextSyncs[at - 1]) groups.at(-1)!.push(capture)
    else groups.push([capture])
  })
  return groups
}

async function importGroup(running: Running, lease: Lease, group: readonly Capture[]): Promise<void> {
  const { db, tally, isRehearsal = false } = running
  const baseline = await loadBaselineAt(db, group[0]!.observedAt)
  const plan = planImport(baseline, group, running)
  if (plan.steps.length > 0) {
    const { importId, rederived } = await commitImport(running, lease, baseline, plan)
    tally.importId = importId
    tally.rederived += rederived
    if (!baseline.next && !isRehearsal) await vacuumModels(db)
  }
  for (const bad of plan.rejected) skip(running, bad)
  tally.known += plan.repeated
  tally.added += plan.steps.length
  for (const { delta, changes } of plan.steps) {
    tally.versions += delta.versions.length
    tally.changes += changes.length
    tally.models.added += delta.added
    tally.models.changed += delta.written.length - delta.added
    tally.models.removed += delta.removedIds.length
  }
}
