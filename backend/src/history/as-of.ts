/**
 * The past, as it is asked for: the catalogue, the removed models or one model at a moment. A catalogue of the past depends on two
 * things alone, the sync whose catalogue it was and how often the past was rewritten: a few are remembered under both, so that
 * several questions about one moment load it once.
 */
import type { Model } from '@modelkeep/catalog/model/model'
import { createCatalogue, emptyCatalogue, type Catalogue } from '../catalogue/catalogue.js'
import type { Database } from '../postgres/database.js'
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import type { Queryable } from '../postgres/queryable.js'
import { appliedSyncAt, firstAppliedAt, type AppliedSyncMark } from '../postgres/queries/applied-sync-at.js'
import { listedModels } from '../postgres/queries/listed-models.js'
import { absenceAt, modelAsOf, type Absence } from '../postgres/queries/model-as-of.js'
import { newestSync } from '../postgres/queries/newest-sync.js'
import { removedModels } from '../postgres/queries/removed-models.js'
import { historyMarks, type HistoryMarks } from './history-marks.js'

/** Where a moment stands in history. Times are Unix milliseconds. */
export interface PastMoment {
  moment: number
  marks: HistoryMarks
  /** The sync whose catalogue was the newest then; null before the first. */
  sync: AppliedSyncMark | null
  /** Only before the first: when that was; null where there is none. */
  firstAt: number | null
}

export interface PastCatalogue extends PastMoment {
  catalogue: Catalogue
}

export interface PastModel extends PastMoment {
  /** In canonical form; null where it was not in the catalogue. */
  model: Model | null
  absence: Absence
}

/** Every method rejects with DatabaseUnavailable while the database is away. `moment` in Unix milliseconds. */
export interface Past {
  /** The catalogue as it was observed and accepted, in upstream's order of then. */
  catalogueAt(moment: number): Promise<PastCatalogue>
  /** Models that had been there and were gone, each as it last was and with `removed_at`, most recently removed first. */
  removedAt(moment: number): Promise<PastCatalogue>
  modelAt(id: string, moment: number): Promise<PastModel>
}

const rememberedCatalogues = 8
const statementTimeoutMs = 5_000
const present: Absence = { removedAt: null, nextSeenAt: null }

export function createPast(db: Database): Past {
  const remember = createMemory<Catalogue>(rememberedCatalogues)
  let newest: Catalogue | undefined // most models of one moment are those of another: they need not be hashed again
  const read = <T>(work: (tx: Queryable) => Promise<T>): Promise<T> =>
    db.transaction(work, { readOnly: true, statementTimeoutMs })

  const catalogueBy = (
    kind: string,
    moment: number,
    load: (tx: Queryable, sync: AppliedSyncMark) => Promise<readonly Model[]>,
  ): Promise<PastCatalogue> =>
    read(async (tx) => {
      const at = await momentAt(tx, moment)
      const { sync } = at
      if (sync === null) return { ...at, catalogue: emptyCatalogue }
      const catalogue = await remember(
        `${kind} ${sync.id} ${at.marks.rewrites}`,
        async () => (newest = createCatalogue(await load(tx, sync), newest)),
      )
      return { ...at, catalogue }
    })

  return {
    catalogueAt: (moment) => catalogueBy('listed', moment, (tx, { id }) => listedModels(tx, id)),
    removedAt: (moment) => catalogueBy('removed', moment, (tx, { observedAt }) => removedModels(tx, observedAt)),
    modelAt: (id, moment) =>
      read(async (tx) => {
        const at = await momentAt(tx, moment)
        if (!modelIdSchema.safeParse(id).success) return { ...at, model: null, absence: present } // PostgreSQL takes no NUL
        const model = at.sync && (await modelAsOf(tx, id, moment))
        return { ...at, model, absence: model === null ? await absenceAt(tx, id, moment) : present }
      }),
  }
}

async function momentAt(tx: Queryable, moment: number): Promise<PastMoment> {
  const marks = historyMarks(await newestSync(tx))
  const sync = await appliedSyncAt(tx, moment)
  return { moment, marks, sync, firstAt: sync === null ? await firstAppliedAt(tx) : null }
}

/** Remembers what was made under the last few keys, and makes it once for all who ask meanwhile. What failed is not remembered. */
function createMemory<T>(size: number): (key: string, make: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (key, make) => {
    const made = known.get(key) ?? make()
    known.delete(key) // a Map keeps insertion order: this makes it the most recently used
    known.set(key, made)
    made.catch(() => {
      if (known.get(key) === made) known.delete(key)
    })
    const [oldest] = known.keys()
    if (known.size > size && oldest !== undefined) known.delete(oldest)
    return made
  }
}
