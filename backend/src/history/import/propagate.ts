import { createCatalogue, type Catalogue } from '../../catalogue/catalogue.js'
import { compare } from '../../postgres/commit-catalogue.js'
import { reconcileNext, unlistedAfter, type Before } from '../../postgres/commit-past.js'
import { catalogueAsOf, firstConfirmedAfter } from '../../postgres/as-of.js'
import type { NextSync } from '../../postgres/load-baseline.js'
import { insertOrder } from '../../postgres/queries/insert-order.js'
import { reorderSync, whatSyncSaid } from '../../postgres/queries/places-in-history.js'
import { writeCurrent } from '../../postgres/queries/write-current.js'
import { emptyBaseline } from '../../postgres/load-baseline.js'
import type { Queryable } from '../../postgres/queryable.js'
import { covers, withUncovered } from '../capture/scope.js'

/** One sync after a piece of the past, with the catalogue that it has to have from now on. */
interface Onward {
  before: Before
  known: NextSync
  catalogue: Catalogue
}

/** What follows from a piece of the past; `newest`: the present is different, too. */
export interface Onwards {
  steps: Onward[]
  newest: boolean
}

/**
 * What has to follow when `before` comes to stand before a sync. One that spoke for all models stays as it was known, and the matter
 * ends there. One that spoke for text models only now carries those of `before` for which it did not speak, and so does the next,
 * until nothing is different. To be asked before anything is written: it reads how things were known to be.
 */
export async function planPropagation(tx: Queryable, before: Before, first: NextSync): Promise<Onwards> {
  const steps: Onward[] = []
  for (let known: NextSync | null = first; known !== null; known = await followingSync(tx, known)) {
    const catalogue = await asItShouldBe(tx, before, known)
    steps.push({ before, known, catalogue })
    if (catalogue.hash === known.catalogue.hash) return { steps, newest: false }
    before = { catalogue, unlisted: unlistedAfter({ baseline: { ...emptyBaseline, ...before }, catalogue }) }
  }
  return { steps, newest: true }
}

/** Writes what was planned, and tells the current table where the present is different. */
export async function applyPropagation(tx: Queryable, { steps, newest }: Onwards): Promise<void> {
  for (const { before, known, catalogue } of steps) {
    if (catalogue.hash !== known.catalogue.hash) {
      await insertOrder(tx, catalogue)
      await reorderSync(tx, known.id, catalogue.orderHash, catalogue.entries.length)
    }
    await reconcileNext(tx, before, { ...known, catalogue })
  }
  const last = steps.at(-1)
  if (newest && last) await makeCurrent(tx, last)
}

async function asItShouldBe(tx: Queryable, before: Before, { id, catalogue }: NextSync): Promise<Catalogue> {
  const { scope, modelIds } = await whatSyncSaid(tx, id)
  if (scope === 'all') return catalogue
  const spoken = catalogue.entries
    .filter((entry) => covers(scope, entry.model) || modelIds.has(entry.id))
    .map(({ model }) => model)
  return createCatalogue(withUncovered(spoken, before.catalogue, scope, modelIds), catalogue)
}

async function followingSync(tx: Queryable, { observedAt, ...known }: NextSync): Promise<NextSync | null> {
  const next = await firstConfirmedAfter(tx, observedAt)
  if (next === null) return null
  const { catalogue, unlisted } = await catalogueAsOf(tx, next.observedAt, known.catalogue)
  return { ...next, catalogue, unlisted }
}

async function makeCurrent(tx: Queryable, { known, catalogue }: Onward): Promise<void> {
  const { observedAt } = known
  const { written, removedIds } = compare({ ...known, newest: null }, catalogue)
  await writeCurrent(tx, { catalogue, written, removedIds, observedAt, lastSeenAt: observedAt })
}
