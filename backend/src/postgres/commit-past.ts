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
 * Writes an accepted catalogue into the past, before the sync `next`: its own versions, then at `next` whatever is needed
 * so that from there on everything is as it was known to be. The changes of `next` are derived anew; none of it is news. The
 * current table only learns of models that it had never heard of.
 * @returns the sync's id, or null when this very sync had been committed before
 */
export async function commitPast(
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
  await returnedAfter(
    tx,
    ids.filter((id) => !next.catalogue.byId.has(id)),
    next.observedAt,
  )
  await addRemovedModels(tx, catalogue.entries, row.observedAt, next.observedAt)
  await countRewrite(tx)
  return syncId
}

/** What stands in history right before a sync: its catalogue, and who had been there and was gone. */
export type Before = Pick<AppliedSync['baseline'], 'catalogue' | 'unlisted'>

/** Now that `before` stands right before the sync `next`: from there on everything is as it was known to be; its changes are derived anew. */
export async function reconcileNext(tx: Queryable, before: Before, next: NextSync): Promise<void> {
  const { catalogue, unlisted } = before
  const back = compare({ newest: null, catalogue, unlisted }, next.catalogue)
  await insertVersions(tx, next.id, next.observedAt, [...back.versions, ...restoredBenchmarks(catalogue, next)])
  await mergeChanges(
    tx,
    next.id,
    next.observedAt,
    diffCatalogues(modelsOf(catalogue), modelsOf(next.catalogue), (id) => unlisted.get(id)?.seen ?? false),
  )
  if (catalogue.hash !== next.catalogue.hash) await nowApplied(tx, next, back)
}

/** A sync that found nothing new has something new when the past before it changes. */
async function nowApplied(tx: Queryable, next: NextSync, { added, written, removedIds }: Delta): Promise<void> {
  await tx.query(
    `UPDATE catalog_syncs SET status = 'applied', added = $2, changed = $3, removed = $4 WHERE id = $1 AND status = 'unchanged'`,
    [next.id, added, written.length - added, removedIds.length],
  )
}

/** Benchmarks outlive a removal: those of a model that only the past knows must not reach beyond `next`. */
function restoredBenchmarks(catalogue: Catalogue, next: NextSync): NewVersion[] {
  return catalogue.entries.flatMap(({ id, benchmarks }): NewVersion[] => {
    if (next.catalogue.byId.has(id)) return []
    const known = next.unlisted.get(id)?.benchmarksHash ?? null
    return known === (benchmarks?.hash ?? null)
      ? []
      : [{ modelId: id, facet: 'benchmarks', content: known === null ? null : { hash: known } }]
  })
}

/** A model that was thought new later on had been seen before, as is known now. */
export async function returnedAfter(tx: Queryable, ids: readonly string[], moment: number): Promise<void> {
  await tx.query(
    `UPDATE catalog_changes SET kind = 'model_returned' WHERE kind = 'model_added' AND model_id = ANY ($1::text[]) AND observed_at > to_timestamp($2::double precision / 1000)`,
    [ids, moment],
  )
}

/** Who was gone once `catalogue` had come after `baseline`. */
export function unlistedAfter({
  baseline,
  catalogue,
}: Pick<AppliedSync, 'baseline' | 'catalogue'>): Map<string, UnlistedModel> {
  const gone = new Map([...baseline.unlisted].filter(([id]) => !catalogue.byId.has(id)))
  for (const entry of baseline.catalogue.entries) {
    if (!catalogue.byId.has(entry.id))
      gone.set(entry.id, { benchmarksHash: entry.benchmarks?.hash ?? null, seen: true })
  }
  return gone
}
