import type { FacetContent } from '../../catalogue/catalogue-entry.js'
import type { Database } from '../../postgres/database.js'
import { markReturned } from '../../postgres/commit-historical.js'
import { compare } from '../../postgres/commit-catalogue.js'
import { assertLease, type Lease } from '../../postgres/lease.js'
import type { Baseline, NextSync } from '../../postgres/load-baseline.js'
import type { Queryable } from '../../postgres/queryable.js'
import {
  insertContents,
  insertOrders,
  insertHistoricalChanges,
  insertVersionRows,
  insertSyncs,
  type SyncRef,
} from '../../postgres/queries/bulk-inserts.js'
import { notifySync, type SyncRow } from '../../postgres/queries/insert-sync.js'
import { insertVersions, type NewVersion } from '../../postgres/queries/insert-versions.js'
import { rebuildRemovedModels } from '../../postgres/queries/rebuild-removed-models.js'
import { updateSeenTimes, type SeenTimes } from '../../postgres/queries/update-seen-times.js'
import { countImported, startImport } from '../../postgres/queries/record-import.js'
import { countRewrite } from '../../postgres/queries/count-rewrite.js'
import { writeCurrent } from '../../postgres/queries/write-current.js'
import { quarantineModel, syncDetail } from '../../sync/commit-to-database.js'
import type { ImportPlan, ImportStep } from './plan-import.js'
import { applyPropagation, planPropagation, type Propagation } from './propagate.js'

/** The `source` of an imported sync. Such a sync is no baseline for a shrink check. */
const importSource = 'import'

const statementTimeoutMs = 60_000

type StoredVersion = NewVersion & SyncRef

/** One run of `modelkeep import`. */
export interface ImportRun {
  /** Names of the files, for the record. */
  files: readonly string[]
  /** null until it has added something. */
  id: number | null
}

/** What a commit did besides inserting its steps. */
export interface CommittedImport {
  importId: number
  /** Rows of changes that were deleted and inserted at later syncs. */
  rederived: number
}

/**
 * Commits a plan in one transaction, under the lease: the captures' own rows, then their effect on the syncs after them, or on the
 * current table if they are the newest. None of the changes is sent to stream subscribers.
 * @throws LeaseLost @throws DatabaseUnavailable
 */
export async function commitImport(
  { db, run }: { db: Database; run: ImportRun },
  lease: Lease,
  baseline: Baseline,
  plan: ImportPlan,
): Promise<CommittedImport> {
  const commit = async (tx: Queryable): Promise<CommittedImport> => {
    await assertLease(tx, lease)
    const importId = run.id ?? (await startImport(tx, run.files))
    const propagation = baseline.next ? await planPropagation(tx, plan.last, baseline.next) : null
    const versions = await insertSteps(tx, plan.steps, importId)
    await count(tx, importId, plan)
    const seenTimes = seenTimesOf(versions)
    let rederived = 0
    if (baseline.next && propagation)
      rederived = await updateLaterSyncs(tx, plan, baseline.next, propagation, seenTimes)
    else await updateCurrent(tx, plan, baseline, seenTimes)
    const touched = [...versions.map(({ modelId }) => modelId), ...plan.last.catalogue.entries.map(({ id }) => id)]
    await rebuildRemovedModels(tx, touched)
    await countRewrite(tx)
    await notifySync(tx, versions.at(-1)?.syncId ?? 0)
    return { importId, rederived }
  }
  const committed = await db.transaction(commit, { statementTimeoutMs })
  run.id = committed.importId
  return committed
}

async function count(tx: Queryable, importId: number, { steps }: ImportPlan): Promise<void> {
  const sum = (of: (step: ImportStep) => number): number => steps.reduce((total, step) => total + of(step), 0)
  const counts = {
    syncs: steps.length,
    versions: sum(({ delta }) => delta.versions.length),
    changes: sum(({ changes }) => changes.length),
  }
  if (!(await countImported(tx, importId, counts)))
    throw new Error(`import ${importId} was undone while it was running`)
}

async function insertSteps(tx: Queryable, steps: readonly ImportStep[], importId: number): Promise<StoredVersion[]> {
  const catalogues = steps.map(({ catalogue }) => catalogue)
  await insertOrders(tx, catalogues)
  const ids = await insertSyncs(tx, steps.map(syncRow), importId)
  const syncRefOf = ({ capture }: ImportStep): SyncRef => ({
    syncId: ids.get(capture.key)!,
    observedAt: capture.observedAt,
  })
  const versions = steps.flatMap((step) => step.delta.versions.map((version) => ({ ...version, ...syncRefOf(step) })))
  const changes = steps.flatMap((step) => step.changes.map((change) => ({ ...change, ...syncRefOf(step) })))
  await insertContents(tx, contentsOf(versions))
  await insertVersionRows(tx, versions)
  await insertHistoricalChanges(tx, changes)
  for (const { capture, rejected } of steps) {
    for (const broken of rejected) await quarantineModel(tx, capture, broken)
  }
  return versions
}

function syncRow({ capture, catalogue, delta, rejected }: ImportStep): SyncRow {
  return {
    key: capture.key,
    observedAt: capture.observedAt,
    source: importSource,
    scope: capture.scope,
    status: delta.nothing ? 'unchanged' : 'applied',
    payloadHash: capture.payloadHash,
    orderHash: catalogue.orderHash,
    modelCount: catalogue.entries.length,
    added: delta.added,
    changed: delta.written.length - delta.added,
    removed: delta.removedIds.length,
    durationMs: 0,
    detail: syncDetail({ status: 'accepted', rejected }),
  }
}

function contentsOf(versions: readonly NewVersion[]): Map<string, FacetContent> {
  const contents = new Map<string, FacetContent>()
  for (const { content } of versions) {
    if (content !== null && 'json' in content) contents.set(content.hash, content)
  }
  return contents
}

/** Reclaims the row versions that rewriting the current table leaves behind, before the next batch. */
export async function vacuumModels(db: Database): Promise<void> {
  await db.query('VACUUM (SKIP_LOCKED) ai_models').catch(() => {}) // not the owner, or locked: autovacuum will do it
}

/** When each model was seen first and changed last in these versions. A version without content is a removal. */
function seenTimesOf(versions: readonly StoredVersion[]): SeenTimes[] {
  const seenTimes = new Map<string, SeenTimes>()
  for (const { modelId: id, content, observedAt } of versions) {
    if (content !== null)
      seenTimes.set(id, { id, firstAt: seenTimes.get(id)?.firstAt ?? observedAt, changedAt: observedAt })
  }
  return [...seenTimes.values()]
}

async function updateCurrent(
  tx: Queryable,
  { steps, last: { catalogue } }: ImportPlan,
  baseline: Baseline,
  seenTimes: readonly SeenTimes[],
): Promise<void> {
  const { written, removedIds } = compare(baseline, catalogue)
  const observedAt = steps.at(-1)!.capture.observedAt
  await writeCurrent(tx, {
    catalogue,
    written,
    removedIds,
    observedAt,
    lastSeenAt: baseline.newest?.confirmedAt ?? observedAt,
    seenTimes: new Map(seenTimes.map((times) => [times.id, times])),
  })
  const writtenIds = new Set(written.map(({ id }) => id))
  const changedAndBack = seenTimes.filter(({ id }) => !writtenIds.has(id))
  await updateSeenTimes(tx, changedAndBack, { current: true })
}

async function updateLaterSyncs(
  tx: Queryable,
  { last }: ImportPlan,
  next: NextSync,
  propagation: Propagation,
  seenTimes: readonly SeenTimes[],
): Promise<number> {
  await insertVersions(tx, next.id, next.observedAt, outlivedBenchmarks(last, next))
  const rederived = await applyPropagation(tx, propagation)
  await updateSeenTimes(tx, seenTimes, { current: false })
  const unlistedIds = seenTimes.map(({ id }) => id).filter((id) => !next.catalogue.byId.has(id))
  await markReturned(tx, unlistedIds, next.observedAt)
  return rederived
}

/** Benchmarks survive a removal. Those of models that came and went before `next` must not be visible from `next` on. */
function outlivedBenchmarks({ unlisted }: ImportPlan['last'], next: NextSync): NewVersion[] {
  const versions: NewVersion[] = []
  for (const [modelId, { benchmarksHash }] of unlisted) {
    const recorded = next.unlisted.get(modelId)?.benchmarksHash ?? null
    if (next.catalogue.byId.has(modelId) || recorded === benchmarksHash) continue
    versions.push({ modelId, facet: 'benchmarks', content: recorded === null ? null : { hash: recorded } })
  }
  return versions
}
