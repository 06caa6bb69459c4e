import { createCatalogue, type Catalogue } from '../../catalogue/catalogue.js'
import { catalogueAsOf, firstConfirmedAfter } from '../../postgres/as-of.js'
import { compare } from '../../postgres/commit-catalogue.js'
import { reconcileNext, unlistedAfter, type StateBefore } from '../../postgres/commit-historical.js'
import { emptyBaseline, type NextSync } from '../../postgres/load-baseline.js'
import { insertOrder } from '../../postgres/queries/insert-order.js'
import { setSyncOrder } from '../../postgres/queries/set-sync-order.js'
import { syncCoverage } from '../../postgres/queries/sync-coverage.js'
import { writeCurrent } from '../../postgres/queries/write-current.js'
import type { Queryable } from '../../postgres/queryable.js'
import { covers, withUncovered } from '../capture/scope.js'

/** A sync after the imported captures, as recorded, and the catalogue it must have from now on. */
interface AffectedSync {
  before: StateBefore
  recorded: NextSync
  catalogue: Catalogue
}

/** The effect of an import on later syncs. */
export interface Propagation {
  syncs: AffectedSync[]
  /** Whether the effect reaches the current catalogue. */
  changesCurrent: boolean
}

/**
 * Plans how an import changes the syncs after it. A sync of scope `all` keeps its catalogue, and propagation ends there. A sync of scope
 * `text` carries the models that it does not cover, so it takes them over from the imported catalogue, as does the next one, until a
 * catalogue stays the same. Reads history as recorded, so it must run before anything is written.
 */
export async function planPropagation(tx: Queryable, before: StateBefore, first: NextSync): Promise<Propagation> {
  const syncs: AffectedSync[] = []
  for (let recorded: NextSync | null = first; recorded !== null; recorded = await syncAfter(tx, recorded)) {
    const catalogue = await catalogueAfter(tx, before, recorded)
    syncs.push({ before, recorded, catalogue })
    if (catalogue.hash === recorded.catalogue.hash) return { syncs, changesCurrent: false }
    before = { catalogue, unlisted: unlistedAfter({ baseline: { ...emptyBaseline, ...before }, catalogue }) }
  }
  return { syncs, changesCurrent: true }
}

/** @returns how many rows of changes were deleted and inserted */
export async function applyPropagation(tx: Queryable, { syncs, changesCurrent }: Propagation): Promise<number> {
  let rederived = 0
  for (const { before, recorded, catalogue } of syncs) {
    if (catalogue.hash !== recorded.catalogue.hash) {
      await insertOrder(tx, catalogue)
      await setSyncOrder(tx, recorded.id, catalogue.orderHash, catalogue.entries.length)
    }
    rederived += await reconcileNext(tx, before, { ...recorded, catalogue })
  }
  const last = syncs.at(-1)
  if (changesCurrent && last) await updateCurrent(tx, last)
  return rederived
}

async function catalogueAfter(tx: Queryable, before: StateBefore, { id, catalogue }: NextSync): Promise<Catalogue> {
  const { scope, modelIds } = await syncCoverage(tx, id)
  if (scope === 'all') return catalogue
  const listed = catalogue.entries.filter((entry) => covers(scope, entry.model) || modelIds.has(entry.id))
  const models = listed.map(({ raw }) => raw)
  return createCatalogue(withUncovered(models, before.catalogue, scope, modelIds), catalogue)
}

async function syncAfter(tx: Queryable, { observedAt, catalogue: previous }: NextSync): Promise<NextSync | null> {
  const next = await firstConfirmedAfter(tx, observedAt)
  if (next === null) return null
  const { catalogue, unlisted } = await catalogueAsOf(tx, next.observedAt, previous)
  return { ...next, catalogue, unlisted }
}

async function updateCurrent(tx: Queryable, { recorded, catalogue }: AffectedSync): Promise<void> {
  const { observedAt } = recorded
  const { written, removedIds } = compare({ ...recorded, newest: null }, catalogue)
  await writeCurrent(tx, { catalogue, written, removedIds, observedAt, lastSeenAt: observedAt })
}
