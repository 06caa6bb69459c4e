import { diffCatalogues } from '@modelkeep/catalog/diff'
import { modelsOf } from '../catalogue.js'
import { compare, insertAcceptedSync, type AppliedSync } from './commit-catalogue.js'
import type { Queryable } from './queryable.js'
import type { NextSync } from './load-baseline.js'
import { addRemovedModels } from './queries/add-removed-models.js'
import { insertChanges } from './queries/insert-changes.js'
import { insertVersions } from './queries/insert-versions.js'
import type { UnlistedModel } from './queries/unlisted-models.js'

/**
 * Writes an accepted catalogue into the past, before the sync `next`: its own versions, then at `next` whatever is needed
 * so that from there on everything is as it was known to be. The changes of `next` are derived anew; the current table
 * only learns of models that it had never heard of.
 * @returns the sync's id, or null when this very sync had been committed before
 */
export async function commitPast(tx: Queryable, { row, baseline, catalogue, changes }: AppliedSync, next: NextSync): Promise<number | null> {
  const delta = compare(baseline, catalogue)
  const syncId = await insertAcceptedSync(tx, row, catalogue, delta)
  if (syncId === null || delta.nothing) return syncId
  await insertVersions(tx, syncId, row.observedAt, delta.versions)
  await insertChanges(tx, syncId, row.observedAt, changes)

  const unlisted = unlistedAfter({ baseline, catalogue })
  const back = compare({ newest: null, catalogue, unlisted }, next.catalogue)
  await insertVersions(tx, next.id, next.observedAt, back.versions)
  await tx.query('DELETE FROM catalog_changes WHERE sync_id = $1', [next.id])
  await insertChanges(tx, next.id, next.observedAt, diffCatalogues(modelsOf(catalogue), modelsOf(next.catalogue), (id) => unlisted.get(id)?.seen ?? false))
  await addRemovedModels(tx, catalogue.entries, row.observedAt, next.observedAt)
  return syncId
}

/** Who was gone once `catalogue` had come after `baseline`. */
function unlistedAfter({ baseline, catalogue }: Pick<AppliedSync, 'baseline' | 'catalogue'>): Map<string, UnlistedModel> {
  const gone = new Map([...baseline.unlisted].filter(([id]) => !catalogue.byId.has(id)))
  for (const entry of baseline.catalogue.entries) {
    if (!catalogue.byId.has(entry.id)) gone.set(entry.id, { benchmarksHash: entry.benchmarks?.hash ?? null, seen: true })
  }
  return gone
}
