import type { Clock } from '../../lib/clock.js'
import type { Database } from '../../postgres/database.js'
import { LeaseLost } from '../../postgres/database-error.js'
import { acquireLease, releaseLease, type Lease } from '../../postgres/lease.js'
import { loadBaselineAt } from '../../postgres/load-baseline.js'
import { assertOwner } from '../../postgres/queries/history-owner.js'
import { knownSyncKeys } from '../../postgres/queries/known-sync-keys.js'
import { nextSyncIds } from '../../postgres/queries/next-sync-ids.js'
import { startRenewing } from '../../sync/acquire-lease.js'
import { BadCapture, type Capture } from '../capture/capture.js'
import { commitImport, vacuumModels } from './commit-import.js'
import { planImport, type ShrinkRule } from './plan-import.js'

export interface ImportContext extends ShrinkRule {
  db: Database
  clock: Clock
  /** Names this process in the lease. */
  holder: string
  leaseTtlMs: number
  signal?: AbortSignal
  /** Called when another process has held the lease for a while. */
  onWaiting: () => void
  onBad: (bad: BadCapture) => void
  /** Called after each batch. */
  onProgress: (tally: ImportTally) => void
}

/** Counts captures, and the versions and changes they added. `read` excludes lines that are not captures; `skipped` includes them. */
export interface ImportTally {
  read: number
  added: number
  known: number
  skipped: number
  versions: number
  changes: number
}

const maxBatchCaptures = 50
/** In UTF-16 units of models that consecutive captures do not share, which bounds the memory of a batch. */
const maxBatchText = 16_000_000
const leaseRetryMs = 200
const notifyAfterAttempts = 5

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
  const tally: ImportTally = { read: 0, added: 0, known: 0, skipped: 0, versions: 0, changes: 0 }
  let batch: Capture[] = []
  let batchText = 0
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await importBatch(ctx, batch, tally)
    batch = []
    batchText = 0
    ctx.onProgress({ ...tally })
  }
  for await (const capture of captures) {
    if (ctx.signal?.aborted) break
    if (capture instanceof BadCapture) {
      skip(ctx, tally, capture)
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

function skip(ctx: ImportContext, tally: ImportTally, bad: BadCapture): void {
  tally.skipped++
  ctx.onBad(bad)
}

/** Stops between two transactions when aborted. After losing the lease it acquires a new one and goes on with what is not committed. */
async function importBatch(ctx: ImportContext, batch: readonly Capture[], tally: ImportTally): Promise<void> {
  let remaining = await withoutKnown(ctx, batch, tally)
  while (remaining.length > 0 && !ctx.signal?.aborted) {
    const lease = await waitForLease(ctx)
    if (lease === null) return
    const stopRenewing = startRenewing(ctx, lease)
    try {
      for (const group of await groupByNextSync(ctx, remaining)) {
        await importGroup(ctx, lease, group, tally)
        remaining = remaining.filter((capture) => !group.includes(capture))
      }
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
    } finally {
      stopRenewing()
      await releaseLease(ctx.db, lease)
    }
  }
}

async function withoutKnown({ db }: ImportContext, batch: readonly Capture[], tally: ImportTally): Promise<Capture[]> {
  const keys = batch.map(({ key }) => key)
  const known = await knownSyncKeys(db, keys)
  const fresh = batch.filter(({ key }) => !known.has(key) && known.add(key)) // drops duplicates within the batch, too
  tally.known += batch.length - fresh.length
  return fresh
}

async function waitForLease(ctx: ImportContext): Promise<Lease | null> {
  for (let attempt = 1; !ctx.signal?.aborted; attempt++) {
    const lease = await acquireLease(ctx.db, ctx.holder, ctx.leaseTtlMs)
    if (lease !== null) return lease
    if (attempt === notifyAfterAttempts) ctx.onWaiting()
    await ctx.clock.sleep(leaseRetryMs, ctx.signal).catch(() => {})
  }
  return null
}

/** Captures by time, in groups between which no sync of history lies. */
async function groupByNextSync({ db }: ImportContext, captures: readonly Capture[]): Promise<Capture[][]> {
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

async function importGroup(
  ctx: ImportContext,
  lease: Lease,
  group: readonly Capture[],
  tally: ImportTally,
): Promise<void> {
  const baseline = await loadBaselineAt(ctx.db, group[0]!.observedAt)
  const plan = planImport(baseline, group, ctx)
  if (plan.steps.length > 0) {
    await commitImport(ctx.db, lease, baseline, plan)
    if (!baseline.next) await vacuumModels(ctx.db)
  }
  for (const bad of plan.rejected) skip(ctx, tally, bad)
  tally.known += plan.repeated
  tally.added += plan.steps.length
  for (const { delta, changes } of plan.steps) {
    tally.versions += delta.versions.length
    tally.changes += changes.length
  }
}
