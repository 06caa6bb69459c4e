import { createCatalogueInSlices, emptyCatalogue, type Catalogue } from '../catalogue/catalogue.js'
import { catalogueAsOf, firstConfirmedAfter } from './as-of.js'
import type { Database } from './database.js'
import { currentModels, type DamagedRow } from './queries/current-models.js'
import { newestSync, type SyncMarks } from './queries/newest-sync.js'
import { unlistedModels, type UnlistedModel } from './queries/unlisted-models.js'

/** The catalogue in PostgreSQL that a sync is compared with, or that a snapshot of tier `database` is created from. */
export interface Baseline extends SyncMarks {
  catalogue: Catalogue
  unlisted: ReadonlyMap<string, UnlistedModel>
  /** Rows of the current catalogue that were damaged. */
  damaged: readonly DamagedRow[]
  /** For a historical observation: the first sync after it. */
  next?: NextSync
}

/** The sync that follows a historical observation, and its catalogue. `observedAt` in Unix milliseconds. */
export interface NextSync {
  id: number
  observedAt: number
  catalogue: Catalogue
  /** Models that had been listed before and were removed by then. */
  unlisted: ReadonlyMap<string, UnlistedModel>
}

export const emptyBaseline: Baseline = {
  newest: null,
  attemptedAt: null,
  fetchStartedAt: null,
  rewrites: 0,
  schema: null,
  catalogue: emptyCatalogue,
  unlisted: new Map(),
  damaged: [],
}

/** Bounds the time for which a revalidation waits, possibly with the lease, on a slow link. */
const timeouts = { statementTimeoutMs: 20_000, deadlineMs: 30_000 }

/** Loads the current catalogue in one consistent view. Unchanged models of `previous` are not read or hashed again. */
export function loadBaseline(db: Database, previous?: Catalogue): Promise<Baseline> {
  return db.transaction(
    async (tx) => {
      const marks = await newestSync(tx)
      const unlisted = await unlistedModels(tx)
      if (marks.newest === null) return { ...marks, catalogue: emptyCatalogue, unlisted, damaged: [] }
      const { models, damaged } = await currentModels(tx, previous)
      return { ...marks, catalogue: await createCatalogueInSlices(models, previous), unlisted, damaged }
    },
    { readOnly: true, ...timeouts },
  )
}

/** Loads the catalogue that an observation made at `moment` (Unix milliseconds) is compared with: the current or a historical one. */
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
        fetchStartedAt: null,
        rewrites: 0,
        schema: null,
        catalogue: before.catalogue,
        unlisted: before.unlisted,
        damaged: [],
        next: { ...next, catalogue: after.catalogue, unlisted: after.unlisted },
      }
    },
    { readOnly: true, ...timeouts },
  )
}
