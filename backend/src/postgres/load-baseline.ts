import { createCatalogueInSlices, emptyCatalogue, type Catalogue } from '../catalogue/catalogue.js'
import { catalogueAsOf, firstConfirmedAfter } from './as-of.js'
import type { Database } from './database.js'
import { currentModels } from './queries/current-models.js'
import { newestSync, type SyncMarks } from './queries/newest-sync.js'
import { unlistedModels, type UnlistedModel } from './queries/unlisted-models.js'

/** What PostgreSQL holds at one moment: what a sync is compared with, and what a snapshot of tier `database` is made from. */
export interface Baseline extends SyncMarks {
  catalogue: Catalogue
  unlisted: ReadonlyMap<string, UnlistedModel>
  /** Where the observation belongs into the past: the sync that came after it, and the catalogue of that sync. */
  next?: NextSync
}

/** `observedAt` in Unix milliseconds. */
export interface NextSync {
  id: number
  observedAt: number
  catalogue: Catalogue
  /** Models that had been there before it and were gone. */
  unlisted: ReadonlyMap<string, UnlistedModel>
}

export const emptyBaseline: Baseline = {
  newest: null,
  attemptedAt: null,
  askedAt: null,
  rewrites: 0,
  schema: null,
  catalogue: emptyCatalogue,
  unlisted: new Map(),
}

/** A revalidation waits for this, and may hold the lease meanwhile: neither may last as long as a slow way would make it. */
const patience = { statementTimeoutMs: 20_000, deadlineMs: 30_000 }

/** Reads it in one consistent view. `previous` saves reading and hashing what has not changed. */
export function loadBaseline(db: Database, previous?: Catalogue): Promise<Baseline> {
  return db.transaction(
    async (tx) => {
      const marks = await newestSync(tx)
      const unlisted = await unlistedModels(tx)
      const catalogue = marks.newest
        ? await createCatalogueInSlices(await currentModels(tx, previous), previous)
        : emptyCatalogue
      return { ...marks, catalogue, unlisted }
    },
    { readOnly: true, ...patience },
  )
}

/** What an observation made at `moment` (Unix milliseconds) has to be compared with: the present, or a moment of the past. */
export async function loadBaselineAt(db: Database, moment: number): Promise<Baseline> {
  const next = await firstConfirmedAfter(db, moment)
  if (next === null) return loadBaseline(db)
  return db.transaction(
    async (tx) => {
      const before = await catalogueAsOf(tx, moment)
      const after = await catalogueAsOf(tx, next.observedAt)
      const newest = before.sync && {
        appliedId: before.sync.id,
        appliedAt: before.sync.observedAt,
        confirmedAt: before.sync.observedAt,
      }
      return {
        newest,
        attemptedAt: null,
        askedAt: null,
        rewrites: 0,
        schema: null,
        catalogue: before.catalogue,
        unlisted: before.unlisted,
        next: { ...next, catalogue: after.catalogue, unlisted: after.unlisted },
      }
    },
    { readOnly: true, ...patience },
  )
}
