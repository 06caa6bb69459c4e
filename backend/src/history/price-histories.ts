import { daysUnchanged } from '@modelkeep/catalog/changes/days-unchanged'
import { priceHistoryOf, unchangedSince, type PriceHistory } from '@modelkeep/catalog/changes/price-stability'
import type { PriceState } from '@modelkeep/catalog/changes/price-line'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { createPromiseCache } from '../lib/promise-cache.js'
import { mapInSlices } from '../lib/time-slices.js'
import type { Database } from '../postgres/database.js'
import { appliedSyncAt, type AppliedSyncMark } from '../postgres/queries/applied-sync-at.js'
import { intactModel } from '../postgres/queries/intact-model.js'
import { priceStates, type PriceStateRow } from '../postgres/queries/price-states.js'
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
        const histories = await cached(`${sync.id} ${rewrites}`, () => readHistories(tx, sync.id))
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

async function readHistories(tx: Queryable, syncId: number): Promise<ReadonlyMap<string, PriceHistory>> {
  const rows = await priceStates(tx, syncId)
  const states = await mapInSlices(rows, stateOf)
  const byModel = new Map<string, PriceState[]>()
  for (const [nr, { model_id: id }] of rows.entries()) {
    const known = byModel.get(id) ?? []
    known.push(...(states[nr] ?? []))
    byModel.set(id, known)
  }
  const intact = [...byModel].filter(([, all]) => all.length > 0)
  return new Map(await mapInSlices(intact, ([id, all]) => [id, priceHistoryOf(id, all)] as const))
}

/** None if the row is damaged. */
function stateOf({
  model_id: id,
  observed_at: observedAt,
  present,
  pricing,
  architecture,
}: PriceStateRow): PriceState[] {
  if (!present) return [{ observedAt, model: null }]
  const facts = { id, name: id, ...(pricing !== null && { pricing }), ...(architecture !== null && { architecture }) }
  const model = intactModel({ id, facts })
  return model === null ? [] : [{ observedAt, model: typedModel(model) }]
}
