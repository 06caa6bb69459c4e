import type { Change } from '@modelkeep/catalog/changes/change'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { CatalogueEntry } from '../catalogue/catalogue-entry.js'
import type { Queryable } from './queryable.js'
import type { Baseline } from './load-baseline.js'
import { insertChanges } from './queries/insert-changes.js'
import { insertSync, type SyncRow } from './queries/insert-sync.js'
import { insertVersions, type NewVersion } from './queries/insert-versions.js'
import { insertOrder } from './queries/insert-order.js'
import { writeCurrent } from './queries/write-current.js'

export interface AppliedSync {
  row: Omit<SyncRow, 'status' | 'orderHash' | 'modelCount' | 'added' | 'changed' | 'removed'>
  baseline: Baseline
  catalogue: Catalogue
  changes: readonly Change[]
}

/**
 * Writes the newest accepted catalogue in the caller's transaction: order, sync row, contents, versions, changes and `ai_models`. The
 * number of statements does not grow with the number of models.
 * @returns the sync's id, or null if a sync with this key was committed before; then nothing is written
 */
export async function commitCatalogue(
  tx: Queryable,
  { row, baseline, catalogue, changes }: AppliedSync,
): Promise<number | null> {
  const delta = compare(baseline, catalogue)
  const syncId = await insertAcceptedSync(tx, row, catalogue, delta)
  if (syncId === null || delta.nothing) return syncId
  await insertVersions(tx, syncId, row.observedAt, delta.versions)
  await insertChanges(tx, syncId, row.observedAt, changes, { live: true })
  const lastSeenAt = baseline.newest?.confirmedAt ?? row.observedAt
  await writeCurrent(tx, {
    catalogue,
    written: delta.written,
    removedIds: delta.removedIds,
    observedAt: row.observedAt,
    lastSeenAt,
  })
  return syncId
}

/** Inserts the order and the row of a sync whose catalogue was accepted. Its status is `unchanged` if nothing differs. */
export async function insertAcceptedSync(
  tx: Queryable,
  row: AppliedSync['row'],
  catalogue: Catalogue,
  delta: Delta,
): Promise<number | null> {
  await insertOrder(tx, catalogue)
  return insertSync(tx, {
    ...row,
    status: delta.nothing ? 'unchanged' : 'applied',
    orderHash: catalogue.orderHash,
    modelCount: catalogue.entries.length,
    added: delta.added,
    changed: delta.written.length - delta.added,
    removed: delta.removedIds.length,
  })
}

/** The difference between the stored catalogue and a new one. */
export interface Delta {
  /** Entries that are new or changed in any facet. */
  written: CatalogueEntry[]
  added: number
  removedIds: string[]
  versions: NewVersion[]
  /** Nothing differs, not even the order. */
  nothing: boolean
}

export function compare(baseline: Pick<Baseline, 'newest' | 'catalogue' | 'unlisted'>, catalogue: Catalogue): Delta {
  const before = baseline.catalogue
  const written = catalogue.entries.filter((entry) => differs(entry, before.byId.get(entry.id)))
  const removedIds = before.entries.filter((entry) => !catalogue.byId.has(entry.id)).map((entry) => entry.id)
  return {
    written,
    added: written.filter((entry) => !before.byId.has(entry.id)).length,
    removedIds,
    versions: newVersions(written, removedIds, baseline),
    nothing: baseline.newest !== null && before.hash === catalogue.hash,
  }
}

function differs(entry: CatalogueEntry, before: CatalogueEntry | undefined): boolean {
  return (
    before === undefined || before.facts.hash !== entry.facts.hash || before.benchmarks?.hash !== entry.benchmarks?.hash
  )
}

function newVersions(
  written: readonly CatalogueEntry[],
  removedIds: readonly string[],
  { catalogue, unlisted }: Pick<Baseline, 'catalogue' | 'unlisted'>,
): NewVersion[] {
  const versions: NewVersion[] = []
  for (const entry of written) {
    const before = catalogue.byId.get(entry.id)
    if (before?.facts.hash !== entry.facts.hash)
      versions.push({ modelId: entry.id, facet: 'model', content: entry.facts })
    // Benchmarks survive a removal: only the facts of a removed model get a version without content.
    const benchmarksBefore = (before ? before.benchmarks?.hash : unlisted.get(entry.id)?.benchmarksHash) ?? null
    if (benchmarksBefore !== (entry.benchmarks?.hash ?? null))
      versions.push({ modelId: entry.id, facet: 'benchmarks', content: entry.benchmarks })
  }
  for (const modelId of removedIds) versions.push({ modelId, facet: 'model', content: null })
  return versions
}
