import { daysUnchanged } from '@modelkeep/catalog/changes/days-unchanged'
import { priceHistoryOf, unchangedSince, type PriceHistory } from '@modelkeep/catalog/changes/price-stability'
import { createPromiseCache } from '../lib/promise-cache.js'
import { mapInSlices } from '../lib/time-slices.js'
import type { Database } from '../postgres/database.js'
import { appliedSyncAt, type AppliedSyncMark } from '../postgres/queries/applied-sync-at.js'
import { listedIds } from '../postgres/queries/listed-ids.js'
import { modelPriceStates } from '../postgres/queries/model-price-states.js'
import type { Queryable } from '../postgres/queryable.js'
import { readHistory, type HistoryReading } from './read-history.js'

/** The price histories of the models of one catalogue, by id, in no particular order. */
export interface CataloguePrices {
  /** The sync of the catalogue; null before the first. */
  sync: AppliedSyncMark | null
  histories: ReadonlyMap<string, PriceHistory>
  /** The end of what is known, in Unix milliseconds: the moment requested, or the last confirmation; null before the first sync. */
  asOf: number | null
}

export interface PriceHistories {
  /** As of a moment (Unix milliseconds), or as of the newest sync. @throws DatabaseUnavailable */
  at(moment: number | null): Promise<HistoryReading<CataloguePrices>>
}

const cachedCatalogues = 4

/** Price histories depend only on a sync and on how often history was rewritten, which form the key of a small cache. */
export function createPriceHistories(db: Database): PriceHistories {
  const cached = createPromiseCache<CataloguePrices['histories']>(cachedCatalogues)
  return {
    at: (moment) =>
      readHistory(db, async (tx, { confirmedAt, rewrites }) => {
        const sync = await appliedSyncAt(tx, moment ?? Infinity)
        if (sync === null) return { sync, histories: new Map<string, PriceHistory>(), asOf: null }
        const histories = await cached(`${sync.id} ${rewrites}`, () => readHistories(tx, sync))
        return { sync, histories, asOf: moment ?? confirmedAt }
      }),
  }
}

/** For how many whole days both token prices of each model have been unchanged; without models of which either is unknown. */
export function daysUnchangedOf({ histories, asOf }: CataloguePrices): ReadonlyMap<string, number> {
  const known = [...histories.values()].flatMap((history) => {
    const since = asOf === null ? null : unchangedSince(history, asOf)
    return asOf === null || since === null ? [] : [[history.id, daysUnchanged(since, asOf)] as const]
  })
  return new Map(known)
}

async function readHistories(tx: Queryable, sync: AppliedSyncMark): Promise<ReadonlyMap<string, PriceHistory>> {
  const states = await modelPriceStates(tx, await listedIds(tx, sync.id), sync.observedAt)
  return new Map(await mapInSlices([...states], ([id, all]) => [id, priceHistoryOf(id, all)] as const))
}
