import { createCatalogue } from '../../catalogue/catalogue.js'
import { catalogueAsOf } from '../../postgres/as-of.js'
import { compare } from '../../postgres/commit-catalogue.js'
import { assertLease } from '../../postgres/lease.js'
import { emptyBaseline, type NextSync } from '../../postgres/load-baseline.js'
import { countRewrite } from '../../postgres/queries/count-rewrite.js'
import { currentModels } from '../../postgres/queries/current-models.js'
import { deleteRepeatedVersions, deleteSyncs } from '../../postgres/queries/delete-syncs.js'
import { forgetModels, markAdded } from '../../postgres/queries/forget-models.js'
import { assertOwner } from '../../postgres/queries/history-owner.js'
import { importedModels, importedSyncs, type ImportedRow } from '../../postgres/queries/imported-syncs.js'
import { notifySync } from '../../postgres/queries/insert-sync.js'
import { rebuildRemovedModels } from '../../postgres/queries/rebuild-removed-models.js'
import { setSyncResult } from '../../postgres/queries/set-sync-result.js'
import { importLog, lockImport, markUndone, type LoggedImport } from '../../postgres/queries/undone-import.js'
import { unlistedModels } from '../../postgres/queries/unlisted-models.js'
import { writeCurrent } from '../../postgres/queries/write-current.js'
import type { StateBefore } from '../../postgres/commit-historical.js'
import type { Queryable } from '../../postgres/queryable.js'
import { applyPropagation, planPropagation, type Propagation } from './propagate.js'
import { withLease, type LeaseContext } from './with-lease.js'

/** An import that cannot be undone: there is none of this id, or it was undone before. The message is one line. */
export class UndoRefused extends Error {
  override readonly name = 'UndoRefused'
  readonly code = 'undo_refused'
}

/** The whole undo is one transaction, which may rewrite years of history. */
const limits = { statementTimeoutMs: 300_000, idleTimeoutMs: 60_000 }
const endOfTime = Date.parse('9999-12-31T00:00:00Z')

/**
 * Undoes one import in one transaction, under the lease: deletes the syncs that it added, with their versions and changes, restores
 * what was recorded at the syncs after them, and derives their changes and the current table again. The log keeps the import.
 * @returns the import as it was logged, or null if aborted before it began
 * @throws UndoRefused @throws OwnerRequired @throws LeaseLost @throws DatabaseUnavailable
 */
export async function undoImport(ctx: LeaseContext, id: number): Promise<LoggedImport | null> {
  await assertOwner(ctx.db)
  return withLease(ctx, (lease) =>
    ctx.db.transaction(async (tx) => {
      await assertLease(tx, lease)
      const logged = await undoable(tx, id)
      const modelIds = await importedModels(tx, id)
      for (const row of await importedSyncs(tx, id)) await removeRow(tx, row, modelIds)
      await markAdded(tx, modelIds)
      await rebuildCurrent(tx, modelIds)
      await markUndone(tx, id)
      await countRewrite(tx)
      await notifySync(tx, 0)
      return logged
    }, limits),
  )
}

async function undoable(tx: Queryable, id: number): Promise<LoggedImport> {
  const logged = await lockImport(tx, id)
  if (logged === null) {
    const [newest] = await importLog(tx, 1)
    throw new UndoRefused(`there is no import ${id}: ${newest ? `the newest is ${newest.id}` : 'there was none yet'}`)
  }
  if (logged.undone_at !== null)
    throw new UndoRefused(`import ${id} was undone already, at ${new Date(logged.undone_at).toISOString()}`)
  return logged
}

/** Removes consecutive syncs, and adapts the syncs after them to the state before. */
async function removeRow(tx: Queryable, row: ImportedRow, modelIds: readonly string[]): Promise<void> {
  const propagation = row.next && (await planRemoval(tx, row, row.next))
  await deleteSyncs(tx, row.syncIds)
  if (propagation === null) return
  await applyPropagation(tx, propagation)
  for (const { before, recorded, catalogue } of propagation.syncs) {
    await deleteRepeatedVersions(tx, recorded.id, modelIds)
    const { nothing, added, written, removedIds } = compare(
      { ...emptyBaseline, ...before, newest: recordedMark },
      catalogue,
    )
    const status = nothing ? 'unchanged' : 'applied'
    await setSyncResult(tx, recorded.id, { status, added, changed: written.length - added, removed: removedIds.length })
  }
}

/** Any mark: there is a catalogue before. */
const recordedMark = { appliedId: 0, appliedAt: 0, confirmedAt: 0 }

/** The effect on later syncs, planned while history is still as recorded. */
async function planRemoval(
  tx: Queryable,
  row: ImportedRow,
  next: NonNullable<ImportedRow['next']>,
): Promise<Propagation> {
  const { catalogue, unlisted } = await catalogueAsOf(tx, next.observedAt)
  const recorded: NextSync = { ...next, catalogue, unlisted }
  const before = await stateWithout(tx, row, next)
  // The current table is derived again at the end.
  return { ...(await planPropagation(tx, before, recorded)), changesCurrent: false }
}

/** The state before `next` without these syncs. */
async function stateWithout(
  tx: Queryable,
  { syncIds, lastAt }: ImportedRow,
  next: NonNullable<ImportedRow['next']>,
): Promise<StateBefore> {
  await tx.query('SAVEPOINT without_import')
  await deleteSyncs(tx, syncIds)
  const state = await catalogueAsOf(tx, Math.min(lastAt, next.observedAt - 1))
  await tx.query('ROLLBACK TO SAVEPOINT without_import')
  return state
}

async function rebuildCurrent(tx: Queryable, modelIds: readonly string[]): Promise<void> {
  const { sync, catalogue } = await catalogueAsOf(tx, endOfTime)
  const { models } = await currentModels(tx, catalogue)
  const current = createCatalogue(models, catalogue)
  const unlisted = await unlistedModels(tx)
  const { written, removedIds } = compare({ newest: null, catalogue: current, unlisted }, catalogue)
  const observedAt = sync?.observedAt ?? 0
  await writeCurrent(tx, { catalogue, written, removedIds, observedAt, lastSeenAt: observedAt })
  const touched = [...modelIds, ...removedIds, ...written.map(({ id }) => id)]
  await forgetModels(tx, touched)
  // The last sync that saw a removed model may be one of those that were deleted.
  await rebuildRemovedModels(tx, [...touched, ...unlisted.keys()])
}
