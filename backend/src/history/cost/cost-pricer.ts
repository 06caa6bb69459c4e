import type { CostRow } from '@modelkeep/catalog/contract/cost'
import {
  invalidRow,
  pricedRow,
  unpricedRow,
  type NamedModel,
  type RowError,
  type RowPrices,
} from '@modelkeep/catalog/cost/cost-row'
import { pricesAt } from '@modelkeep/catalog/cost/price-timeline'
import { CostRequestError, readCostRequest, type CostRequest } from '@modelkeep/catalog/cost/read-cost-request'
import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import { nearIds } from '@modelkeep/catalog/query/near-ids'
import type { Clock } from '../../lib/clock.js'
import { mapInSlices } from '../../lib/time-slices.js'
import { DatabaseUnavailable } from '../../postgres/database-error.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { candidateIds, candidateSlugs, namedById, namedBySlug, slugIndex, suffixNote } from './name-models.js'
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
  /** Why there is no history. */
  unavailable: DatabaseUnavailable | null
  /** The moment that rows without a time are priced at. */
  now: number
  /** What each name stands for; null: nothing that is known. */
  models: ReadonlyMap<string, NamedModel | null>
  /** Why the others mean nothing. */
  errors: ReadonlyMap<string, RowError>
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
      const unknown = names.filter((name) => models.get(name) === null)
      const errors = new Map(
        await mapInSlices(unknown, (name, nr) => [name, unknownModel(name, snapshot, nr)] as const),
      )
      const priced = await mapInSlices(read, (row) =>
        'failed' in row ? row.failed : priceRow(row.request, { snapshot, history, unavailable, now, models, errors }),
      )
      return { rows: priced, history, unavailable }
    },
  }
}

function readRow(row: unknown, now: number): ReadRow {
  try {
    return { request: readCostRequest(row, now) }
  } catch (error) {
    const { code, message } =
      error instanceof CostRequestError ? error : { code: 'invalid_row' as const, message: 'the row cannot be read' }
    return { failed: invalidRow(row, { code, message }) }
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
  const { history, unavailable, models, errors } = lookup
  const named = models.get(request.model) ?? null
  if (named === null)
    return history === null ? historyMissing(request, unavailable) : unpricedRow(request, errors.get(request.model)!)
  const routed = routedModel(request, named, lookup)
  const prices = pricesOf(request, routed, lookup)
  return prices === null ? historyMissing(request, unavailable) : pricedRow(request, routed, prices)
}

/** Some routing suffixes once were models of their own: at other times the suffix only selects the routing. */
function routedModel({ model: name, at }: CostRequest, named: NamedModel, { history, snapshot }: Lookup): NamedModel {
  const bare = withoutRoutingSuffix(name)
  const own = history?.timelines.get(name)
  if (bare === name || named.id !== name || own === undefined || pricesAt(own, at).certainty === 'observed')
    return named
  return nameModel(bare, { history, snapshot }) === null ? named : { id: bare, note: suffixNote(name, bare) }
}

/** By history; without it, a call that is made now has the prices of the served catalogue. */
function pricesOf(request: CostRequest, { id }: NamedModel, { snapshot, history, now }: Lookup): RowPrices | null {
  const timeline = history?.timelines.get(id)
  if (timeline !== undefined) return pricesAt(timeline, request.at)
  const model = snapshot.catalogue.byId.get(id)?.model
  if (model === undefined || request.at < now) return null
  return { model, from: null, to: null, observedAt: snapshot.confirmedAt, certainty: 'observed' }
}

function historyMissing(request: CostRequest, unavailable: DatabaseUnavailable | null): CostRow {
  const reason = unavailable === null ? '' : `: ${unavailable.message}`
  return unpricedRow(request, {
    code: 'history_unavailable',
    message: `the history of prices is not available${reason}`,
  })
}

/** Finding similar ids takes milliseconds, so only a few names of a batch get suggestions. */
const maxSuggestions = 3

function unknownModel(name: string, { catalogue }: Snapshot, nr: number): RowError {
  const near = nr < maxSuggestions ? nearIds(name, [...catalogue.byId.keys()]).slice(0, 4) : []
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
  return { code: 'unknown_model', message: `no model ${JSON.stringify(name)} was ever listed${hint}` }
}
