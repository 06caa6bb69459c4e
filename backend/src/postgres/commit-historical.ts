import { diffCatalogues } from '@modelkeep/catalog/changes/diff'
import { modelsOf, type Catalogue } from '../catalogue/catalogue.js'
import { compare, insertAcceptedSync, type AppliedSync, type Delta } from './commit-catalogue.js'
import type { Queryable } from './queryable.js'
import type { NextSync } from './load-baseline.js'
import { addRemovedModels } from './queries/add-removed-models.js'
import { countRewrite } from './queries/count-rewrite.js'
import { insertChanges, mergeChanges } from './queries/insert-changes.js'
import { insertVersions, type NewVersion } from './queries/insert-versions.js'
import type { UnlistedModel } from './queries/unlisted-models.js'

/**
 * Inserts an accepted catalogue into history before the sync `next`. Writes its versions, then at `next` the versions that restore the
 * recorded state, and derives the changes of `next` again. Nothing is sent to stream subscribers. `ai_models` gains only models that
 * were never seen before.
 * @returns the sync's id, or null if a sync with this key was committed before; then nothing is written
 */
export async function commitHistorical(
  tx: Queryable,
  { row, baseline, catalogue, changes }: AppliedSync,
  next: NextSync,
): Promise<number | null> {
  const delta = compare(baseline, catalogue)
  const syncId = await insertAcceptedSync(tx, row, catalogue, delta)
  if (syncId === null || delta.nothing) return syncId
  await insertVersions(tx, syncId, row.observedAt, delta.versions)
  await insertChanges(tx, syncId, row.observedAt, changes, { live: false })

  await reconcileNext(tx, { catalogue, unlisted: unlistedAfter({ baseline, catalogue }) }, next)
  const ids = catalogue.entries.map(({ id }) => id)
  await markReturned(
    tx,
    ids.filter((id) => !next.catalogue.byId.has(id)),
    next.observedAt,
  )
  await addRemovedModels(tx, catalogue.entries, row.observedAt, next.observedAt)
  await countRewrite(tx)
  return syncId
}

/** The state of history right before a sync: the catalogue, and the removed models. */
export type StateBefore = Pick<AppliedSync['baseline'], 'catalogue' | 'unlisted'>

/**
 * Adapts the sync `next` to a new state before it: restores its recorded state, and derives its changes again.
 * @returns how many rows of changes were deleted and inserted
 */
export async function reconcileNext(tx: Queryable, before: StateBefore, next: NextSync): Promise<number> {
  const { catalogue, unlisted } = before
  const restoring = compare({ newest: null, catalogue, unlisted }, next.catalogue)
  await insertVersions(tx, next.id, next.observedAt, [...restoring.versions, ...restoredBenchmarks(catalogue, next)])
  const rederived = await mergeChanges(
    tx,
    next.id,
    next.observedAt,
    diffCatalogues(modelsOf(catalogue), modelsOf(next.catalogue), (id) => unlisted.get(id)?.seen ?? false),
  )
  if (catalogue.hash !== next.catalogue.hash) await markApplied(tx, next, restoring)
  return rederived
}

/** An unchanged sync becomes an applied one when the catalogue before it changes. */
async function markApplied(tx: Queryable, next: NextSync, { added, written, removedIds }: Delta): Promise<void> {
  await tx.query(
    `UPDATE catalog_syncs SET status = 'applied', added = $2, changed = $3, removed = $4
     WHERE id = $1 AND status = 'unchanged'`,
    [next.id, added, written.length - added, removedIds.length],
  )
}

/** Benchmarks survive a removal. Those of a model that was gone by `next` must not be visible from `next` on. */
function restoredBenchmarks(catalogue: Catalogue, next: NextSync): NewVersion[] {
  return catalogue.entries.flatMap(({ id, benchmarks }): NewVersion[] => {
    if (next.catalogue.byId.has(id)) return []
    const recorded = next.unlisted.get(id)?.benchmarksHash ?? null
    return recorded === (benchmarks?.hash ?? null)
      ? []
      : [{ modelId: id, facet: 'benchmarks', content: recorded === null ? null : { hash: recorded } }]
  })
}

/** Turns later additions of these models into returns, since they are now known to have been listed before. */
export async function markReturned(tx: Queryable, ids: readonly string[], moment: number): Promise<void> {
  await tx.query(
    `UPDATE catalog_changes SET kind = 'model_returned'
     WHERE kind = 'model_added' AND model_id = ANY ($1::text[]) AND observed_at > to_timestamp($2::double precision / 1000)`,
    [ids, moment],
  )
}

/** The removed models after `catalogue` follows `baseline`. */
export function unlistedAfter({
  baseline,
  catalogue,
}: Pick<AppliedSync, 'baseline' | 'catalogue'>): Map<string, UnlistedModel> {
  const unlisted = new Map([...baseline.unlisted].filter(([id]) => !catalogue.byId.has(id)))
  for (const entry of baseline.catalogue.entries) {
    if (!catalogue.byId.has(entry.id))
      unlisted.set(entry.id, { benchmarksHash: entry.benchmarks?.hash ?? null, seen: true })
  }
  return unlisted
}
