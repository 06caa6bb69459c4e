import type { FacetContent } from '../catalogue/catalogue-entry.js'
import type { Database } from '../postgres/database.js'
import { returnedAfter } from '../postgres/commit-past.js'
import { compare } from '../postgres/commit-catalogue.js'
import { assertLease, type Lease } from '../postgres/lease.js'
import type { Baseline, NextSync } from '../postgres/load-baseline.js'
import type { Queryable } from '../postgres/queryable.js'
import {
  insertContents,
  insertOrders,
  insertPastChanges,
  insertRunVersions,
  insertSyncs,
  type OfSync,
} from '../postgres/queries/insert-run.js'
import { notifySync, type SyncRow } from '../postgres/queries/insert-sync.js'
import { insertVersions, type NewVersion } from '../postgres/queries/insert-versions.js'
import { refreshRemoved, seenInRun, type Sight } from '../postgres/queries/refresh-seen.js'
import { countRewrite } from '../postgres/queries/count-rewrite.js'
import { writeCurrent } from '../postgres/queries/write-current.js'
import { syncDetail, quarantineModel } from '../sync/commit-to-database.js'
import { planOnwards, reconcileOnwards, type Onwards } from './import-onwards.js'
import type { Step, Walk } from './import-steps.js'

/** What is written as the source of a sync that somebody imported: no baseline for a shrink verdict. */
export const importSource = 'import'

const statementTimeoutMs = 60_000

/**
 * Writes a walk through captures in one transaction, under the lease: the captures' own rows, then what has to follow at the
 * sync after them, or in the current table when they are the newest. Nothing of it is live.
 * @throws LeaseLost @throws DatabaseUnavailable
 */
export async function commitWalk(db: Database, lease: Lease, baseline: Baseline, walk: Walk): Promise<void> {
  await db.transaction(
    async (tx) => {
      await assertLease(tx, lease)
      const onwards = baseline.next ? await planOnwards(tx, walk.last, baseline.next) : null
      const versions = await insertSteps(tx, walk.steps)
      const sights = sightsOf(versions)
      if (baseline.next && onwards) await intoThePast(tx, walk, baseline.next, { onwards, sights })
      else await intoThePresent(tx, walk, baseline, sights)
      const touched = [...versions.map(({ modelId }) => modelId), ...walk.last.catalogue.entries.map(({ id }) => id)]
      await refreshRemoved(tx, touched)
      await countRewrite(tx)
      await notifySync(tx, versions.at(-1)?.syncId ?? 0)
    },
    { statementTimeoutMs },
  )
}

async function insertSteps(tx: Queryable, steps: readonly Step[]): Promise<(NewVersion & OfSync)[]> {
  await insertOrders(
    tx,
    steps.map(({ catalogue }) => catalogue),
  )
  const ids = await insertSyncs(tx, steps.map(syncRow))
  const ofSync = ({ capture }: Step): OfSync => ({ syncId: ids.get(capture.key)!, observedAt: capture.observedAt })
  const versions = steps.flatMap((step) => step.delta.versions.map((version) => ({ ...version, ...ofSync(step) })))
  await insertContents(tx, contentsOf(versions))
  await insertRunVersions(tx, versions)
  await insertPastChanges(
    tx,
    steps.flatMap((step) => step.changes.map((change) => ({ ...change, ...ofSync(step) }))),
  )
  for (const { capture, rejected } of steps) for (const broken of rejected) await quarantineModel(tx, capture, broken)
  return versions
}

function syncRow({ capture, catalogue, delta, rejected }: Step): SyncRow {
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
  return new Map(
    versions.flatMap(({ content }) =>
      content !== null && 'json' in content ? [[content.hash, content] as const] : [],
    ),
  )
}

/** The current table was written anew, again and again: what that leaves behind is given back before the next batch needs room. */
export async function tidyUp(db: Database): Promise<void> {
  await db.query('VACUUM (SKIP_LOCKED) ai_models').catch(() => {}) // another owner's, or not now
}

/** Only content brings a model into view; a version without one takes it out. */
function sightsOf(versions: readonly (NewVersion & OfSync)[]): Sight[] {
  const sights = new Map<string, Sight>()
  for (const { modelId: id, content, observedAt } of versions) {
    if (content !== null) sights.set(id, { id, firstAt: sights.get(id)?.firstAt ?? observedAt, changedAt: observedAt })
  }
  return [...sights.values()]
}

async function intoThePresent(
  tx: Queryable,
  { steps, last: { catalogue } }: Walk,
  baseline: Baseline,
  sights: readonly Sight[],
): Promise<void> {
  const { written, removedIds } = compare(baseline, catalogue)
  const observedAt = steps.at(-1)!.capture.observedAt
  const lastSeenAt = baseline.newest?.confirmedAt ?? observedAt
  await writeCurrent(tx, {
    catalogue,
    written,
    removedIds,
    observedAt,
    lastSeenAt,
    sights: new Map(sights.map((sight) => [sight.id, sight])),
  })
  const rewritten = new Set(written.map(({ id }) => id))
  await seenInRun(
    tx,
    sights.filter(({ id }) => !rewritten.has(id)),
    { current: true },
  ) // changed, and changed back
}

async function intoThePast(
  tx: Queryable,
  { last }: Walk,
  next: NextSync,
  { onwards, sights }: { onwards: Onwards; sights: readonly Sight[] },
): Promise<void> {
  await insertVersions(tx, next.id, next.observedAt, forgottenBenchmarks(last, next))
  await reconcileOnwards(tx, onwards)
  await seenInRun(tx, sights, { current: false })
  await returnedAfter(
    tx,
    sights.map(({ id }) => id).filter((id) => !next.catalogue.byId.has(id)),
    next.observedAt,
  )
}

/** Benchmarks outlive a removal: those of models that came and went before `next` must not reach beyond it. */
function forgottenBenchmarks({ unlisted }: Walk['last'], next: NextSync): NewVersion[] {
  return [...unlisted].flatMap(([modelId, { benchmarksHash }]): NewVersion[] => {
    const known = next.unlisted.get(modelId)?.benchmarksHash ?? null
    if (next.catalogue.byId.has(modelId) || known === benchmarksHash) return []
    return [{ modelId, facet: 'benchmarks', content: known === null ? null : { hash: known } }]
  })
}
