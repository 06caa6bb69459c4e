import { modelIdSchema, type Model } from '@modelkeep/catalog/model/model'
import { createCatalogueInSlices, emptyCatalogue, type Catalogue } from '../catalogue/catalogue.js'
import { createPromiseCache } from '../lib/promise-cache.js'
import type { Database } from '../postgres/database.js'
import { appliedSyncAt, firstAppliedAt, type AppliedSyncMark } from '../postgres/queries/applied-sync-at.js'
import { listedModels } from '../postgres/queries/listed-models.js'
import { absenceAt, modelAsOf, type Absence } from '../postgres/queries/model-as-of.js'
import { removedModels } from '../postgres/queries/removed-models.js'
import { readHistory } from './read-history.js'
import type { HistoryState } from './history-state.js'
import type { Queryable } from '../postgres/queryable.js'

/** A moment and its place in history. Times are Unix milliseconds. */
export interface PointInTime {
  moment: number
  state: HistoryState
  /** The newest sync applied by then; null before the first. */
  sync: AppliedSyncMark | null
  /** When the first catalogue was observed, if that was after `moment`; otherwise null. */
  firstAt: number | null
  /** When the overlay that is shown with it last changed; absent: there is none. */
  overlayChangedAt?: number
}

export interface HistoricalCatalogue extends PointInTime {
  catalogue: Catalogue
}

export interface HistoricalModel extends PointInTime {
  /** In canonical form; null if the catalogue did not contain it. */
  model: Model | null
  absence: Absence
}

/** Catalogues and models as of a moment in Unix milliseconds. All methods throw DatabaseUnavailable. */
export interface HistoricalCatalogues {
  /** The accepted catalogue, in upstream's order of that time. */
  catalogueAt(moment: number): Promise<HistoricalCatalogue>
  /** Models removed by then, each in its last state and with `removed_at`; most recently removed first. */
  removedAt(moment: number): Promise<HistoricalCatalogue>
  modelAt(id: string, moment: number): Promise<HistoricalModel>
}

const cachedCatalogues = 8
const present: Absence = { removedAt: null, nextSeenAt: null }

/**
 * A historical catalogue depends only on its sync and on how often history was rewritten. Both form the key of a small cache, so
 * that concurrent requests for one moment load it once.
 */
export function createHistoricalCatalogues(db: Database): HistoricalCatalogues {
  const cached = createPromiseCache<Catalogue>(cachedCatalogues)
  let latest: Catalogue | undefined // catalogues overlap: unchanged models are not hashed again

  const load = async (
    kind: 'listed' | 'removed',
    moment: number,
    readModels: (tx: Queryable, sync: AppliedSyncMark) => Promise<readonly Model[]>,
  ): Promise<HistoricalCatalogue> => {
    const { value } = await readHistory(db, async (tx, state) => {
      const point = await pointInTime(tx, moment, state)
      const { sync } = point
      if (sync === null) return { ...point, catalogue: emptyCatalogue }
      const catalogue = await cached(`${kind} ${sync.id} ${state.rewrites}`, async () => {
        latest = await createCatalogueInSlices(await readModels(tx, sync), latest)
        return latest
      })
      return { ...point, catalogue }
    })
    return value
  }

  return {
    catalogueAt: (moment) => load('listed', moment, (tx, { id }) => listedModels(tx, id)),
    removedAt: (moment) => load('removed', moment, (tx, { observedAt }) => removedModels(tx, observedAt)),
    modelAt: async (id, moment) => {
      const { value } = await readHistory(db, async (tx, state) => {
        const point = await pointInTime(tx, moment, state)
        if (!modelIdSchema.safeParse(id).success) return { ...point, model: null, absence: present } // NUL fails in PostgreSQL
        const model = point.sync && (await modelAsOf(tx, id, moment))
        return { ...point, model, absence: model === null ? await absenceAt(tx, id, moment) : present }
      })
      return value
    },
  }
}

async function pointInTime(tx: Queryable, moment: number, state: HistoryState): Promise<PointInTime> {
  const sync = await appliedSyncAt(tx, moment)
  return { moment, state, sync, firstAt: sync === null ? await firstAppliedAt(tx) : null }
}
