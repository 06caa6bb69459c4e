import type { Clock } from '../lib/clock.js'
import type { Database } from '../postgres/database.js'
import { LeaseLost } from '../postgres/database-error.js'
import { acquireLease, releaseLease, type Lease } from '../postgres/lease.js'
import { loadBaselineAt } from '../postgres/load-baseline.js'
import { knownKeys, syncsAfter } from '../postgres/queries/places-in-history.js'
import { startRenewing } from '../sync/acquire-lease.js'
import { BadCapture, type Capture } from './capture.js'
import { commitWalk, tidyUp } from './import-commit.js'
import { walk } from './import-steps.js'

export interface ImportContext {
  db: Database
  clock: Clock
  /** Names this process in the lease. */
  holder: string
  leaseTtlMs: number
  signal?: AbortSignal
  /** Another process has had the lease for a while. */
  onWaiting: () => void
  onBad: (bad: BadCapture) => void
  /** After each batch that was committed, or found to be there already. */
  onProgress: (tally: ImportTally) => void
}

/** `added` and `known` are captures of `read`; so is `skipped`, as far as they were any. */
export interface ImportTally {
  read: number
  added: number
  known: number
  skipped: number
  versions: number
  changes: number
}

const batchCaptures = 50
/** UTF-16 units of models that no neighbour shares: what a batch holds in memory grows with it. */
const batchText = 16_000_000
const waitForTurnMs = 200
const tellAfterTries = 5

/**
 * Brings captures into history, in whatever order they come: batch by batch, each in one transaction and under the lease, which
 * others may have in between. What is there already is left alone, so that an import that was cut off is simply run again. Of
 * captures of one moment all are kept, in the order in which they came: the last one is what is known of that moment.
 * @throws DatabaseUnavailable
 */
export async function importCaptures(
  ctx: ImportContext,
  captures: AsyncIterable<Capture | BadCapture>,
): Promise<ImportTally> {
  const tally: ImportTally = { read: 0, added: 0, known: 0, skipped: 0, versions: 0, changes: 0 }
  let batch: Capture[] = []
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await importBatch(ctx, batch, tally)
    batch = []
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
    const text = batch.reduce((sum, { newText }) => sum + newText, 0)
    if (batch.length >= batchCaptures || text >= batchText) await flush()
  }
  if (!ctx.signal?.aborted) await flush()
  return tally
}

function skip(ctx: ImportContext, tally: ImportTally, bad: BadCapture): void {
  tally.skipped++
  ctx.onBad(bad)
}

/** Told to give up, it does so between two transactions. A lease that was lost is taken again: what was committed by then is known. */
async function importBatch(ctx: ImportContext, batch: readonly Capture[], tally: ImportTally): Promise<void> {
  let rest = await withoutKnown(ctx, batch, tally)
  while (rest.length > 0 && !ctx.signal?.aborted) {
    const lease = await waitForLease(ctx)
    if (lease === null) return
    const stopRenewing = startRenewing(ctx, lease)
    try {
      for (const run of await runsOf(ctx, rest)) {
        await importRun(ctx, lease, run, tally)
        rest = rest.filter((capture) => !run.includes(capture))
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
  const known = await knownKeys(
    db,
    batch.map(({ key }) => key),
  )
  const fresh = batch.filter(({ key }) => !known.has(key) && known.add(key)) // nor one that is in the batch twice
  tally.known += batch.length - fresh.length
  return fresh
}

async function waitForLease(ctx: ImportContext): Promise<Lease | null> {
  for (let tries = 1; !ctx.signal?.aborted; tries++) {
    const lease = await acquireLease(ctx.db, ctx.holder, ctx.leaseTtlMs)
    if (lease !== null) return lease
    if (tries === tellAfterTries) ctx.onWaiting()
    await ctx.clock.sleep(waitForTurnMs, ctx.signal).catch(() => {})
  }
  return null
}

/** Captures in the order of their times, cut where something of history lies between them. */
async function runsOf({ db }: ImportContext, captures: readonly Capture[]): Promise<Capture[][]> {
  const sorted = captures.toSorted((a, b) => a.observedAt - b.observedAt)
  const after = await syncsAfter(
    db,
    sorted.map(({ observedAt }) => observedAt),
  )
  const runs: Capture[][] = []
  sorted.forEach((capture, at) => {
    if (at > 0 && after[at] === after[at - 1]) runs.at(-1)!.push(capture)
    else runs.push([capture])
  })
  return runs
}

async function importRun(ctx: ImportContext, lease: Lease, run: readonly Capture[], tally: ImportTally): Promise<void> {
  const baseline = await loadBaselineAt(ctx.db, run[0]!.observedAt)
  const walked = walk(baseline, run)
  if (walked.steps.length > 0) {
    await commitWalk(ctx.db, lease, baseline, walked)
    if (!baseline.next) await tidyUp(ctx.db)
  }
  for (const bad of walked.refused) skip(ctx, tally, bad)
  tally.known += walked.repeated
  tally.added += walked.steps.length
  tally.versions += walked.steps.reduce((sum, { delta }) => sum + delta.versions.length, 0)
  tally.changes += walked.steps.reduce((sum, { changes }) => sum + changes.length, 0)
}
