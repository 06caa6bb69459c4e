import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { invalidRow, pricedRow, unpricedRow, type NamedModel, type RowPrices } from '@modelkeep/catalog/cost/cost-row'
import { pricesAt } from '@modelkeep/catalog/cost/price-timeline'
import { CostRequestError, readCostRequest, type CostRequest } from '@modelkeep/catalog/cost/read-cost-request'
import { nearIds } from '@modelkeep/catalog/query/near-ids'
import type { Clock } from '../../lib/clock.js'
import { mapInSlices } from '../../lib/time-slices.js'
import { DatabaseUnavailable } from '../../postgres/database-error.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { candidateIds, candidateSlugs, namedById, namedBySlug, slugIndex } from './name-models.js'
import type { LoadedTimelines, PriceTimelines } from './price-timelines.js'

export interface CostPricerParts {
  timelines: PriceTimelines
  currentSnapshot: () => Promise<Snapshot>
  clock: Clock
}

export interface PricedRows {
  rows: CostRow[]
  /** What history the prices came from; null: it was not available, or not needed. */
  history: LoadedTimelines | null
  /** Why it was not available. */
  unavailable: DatabaseUnavailable | null
}

/** Prices rows, each by itself: a row that fails has an error instead of a cost. */
export interface CostPricer {
  price(rows: readonly unknown[]): Promise<PricedRows>
}

type ReadRow = { request: CostRequest } | { failed: CostRow }

interface Lookup {
  snapshot: Snapshot
  history: LoadedTimelines | null
  /** The moment that rows without a time are priced at. */
  now: number
  /** What each name stands for; null: nothing that is known. */
  models: ReadonlyMap<string, NamedModel | null>
}

export function createCostPricer({ timelines, currentSnapshot, clock }: CostPricerParts): CostPricer {
  return {
    price: async (rows) => {
      const snapshot = await currentSnapshot()
      const now = clock.now()
      const read = await mapInSlices(rows, (row) => readRow(row, now))
      const names = [...new Set(read.flatMap((row) => ('request' in row ? [row.request.model] : [])))]
      const { history, unavailable } = await loadHistory(timelines, snapshot, names)
      const models = new Map(names.map((name) => [name, nameModel(name, { history, snapshot })]))
      const priced = await mapInSlices(read, (row) =>
        'failed' in row ? row.failed : priceRow(row.request, { snapshot, history, now, models }),
      )
      return { rows: priced, history, unavailable }
    },
  }
}

function readRow(row: unknown, now: number): ReadRow {
  try {
    return { request: readCostRequest(row, now) }
  } catch (error) {
    if (!(error instanceof CostRequestError)) throw error
    return { failed: invalidRow(row, { code: error.code, message: error.message }) }
  }
}

/** Without history, rows are priced from the served catalogue as far as that is possible. */
async function loadHistory(
  timelines: PriceTimelines,
  snapshot: Snapshot,
  names: readonly string[],
): Promise<Pick<PricedRows, 'history' | 'unavailable'>> {
  if (names.length === 0) return { history: null, unavailable: null }
  const slugs = slugIndex(snapshot.catalogue)
  const ids = names.flatMap((name) => [
    ...candidateIds(name),
    ...candidateSlugs(name).flatMap((slug) => slugs.get(slug) ?? []),
  ])
  try {
    const byId = await timelines.load(ids)
    const unnamed = names.filter((name) => nameModel(name, { history: byId, snapshot }) === null)
    if (unnamed.length === 0) return { history: byId, unavailable: null }
    return { history: await timelines.load(ids, unnamed.flatMap(candidateSlugs)), unavailable: null }
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return { history: null, unavailable: error }
    throw error
  }
}

function nameModel(name: string, { history, snapshot }: Pick<Lookup, 'history' | 'snapshot'>): NamedModel | null {
  const slugs = slugIndex(snapshot.catalogue)
  return (
    namedById(name, (id) => history?.timelines.has(id) === true || snapshot.catalogue.byId.has(id)) ??
    namedBySlug(name, (slug) => slugs.get(slug), 'is') ??
    namedBySlug(name, (slug) => history?.formerSlugs.get(slug), 'was')
  )
}

function priceRow(request: CostRequest, lookup: Lookup): CostRow {
  const { snapshot, history, models } = lookup
  const named = models.get(request.model) ?? null
  if (named === null)
    return history === null ? historyMissing(request) : unpricedRow(request, unknownModel(request.model, snapshot))
  const prices = pricesOf(request, named, lookup)
  return prices === null ? historyMissing(request) : pricedRow(request, named, prices)
}

/** By history; without it, a call that is made now has the prices of the served catalogue. */
function pricesOf(request: CostRequest, { id }: NamedModel, { snapshot, history, now }: Lookup): RowPrices | null {
  const timeline = history?.timelines.get(id)
  if (timeline !== undefined) return pricesAt(timeline, request.at)
  const model = snapshot.catalogue.byId.get(id)?.model
  if (model === undefined || request.at < now) return null
  return { model, from: null, to: null, observedAt: snapshot.confirmedAt, certainty: 'observed' }
}

function historyMissing(request: CostRequest): CostRow {
  return unpricedRow(request, {
    code: 'history_unavailable',
    message: 'the history of prices is not available; try again later',
  })
}

function unknownModel(name: string, { catalogue }: Snapshot): { code: 'unknown_model'; message: string } {
  const near = nearIds(name, [...catalogue.byId.keys()]).slice(0, 4)
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
  return { code: 'unknown_model', message: `no model ${JSON.stringify(name)} was ever listed${hint}` }
}
