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
import { pricedModel } from '@modelkeep/catalog/overlay/apply-overlay'
import { ownEntryAt, type Overlay } from '@modelkeep/catalog/overlay/overlay'
import type { Clock } from '../../lib/clock.js'
import { mapInSlices } from '../../lib/time-slices.js'
import { noOverlay, type CurrentOverlay } from '../../overlay/overlay-file.js'
import { DatabaseUnavailable } from '../../postgres/database-error.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { candidateIds, candidateSlugs, namedById, namedBySlug, slugIndex, suffixNote } from './name-models.js'
import type { LoadedTimelines, PriceTimelines } from './price-timelines.js'

export interface CostPricerParts {
  timelines: PriceTimelines
  /** Upstream's. */
  currentSnapshot: () => Promise<Snapshot>
  currentOverlay?: CurrentOverlay
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
  overlay: Overlay | null
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

export function createCostPricer(parts: CostPricerParts): CostPricer {
  const { timelines, currentSnapshot, currentOverlay = noOverlay, clock } = parts
  return {
    price: async (rows) => {
      const { overlay, changedAt } = currentOverlay() ?? { overlay: null, changedAt: 0 }
      const snapshot = await currentSnapshot()
      const now = clock.now()
      const read = await mapInSlices(rows, (row) => readRow(row, now))
      const names = [...new Set(read.flatMap((row) => ('request' in row ? [row.request.model] : [])))]
      const { history, unavailable } = await loadHistory(timelines, { snapshot, overlay }, names)
      const models = new Map(names.map((name) => [name, nameModel(name, { history, snapshot, overlay })]))
      const unknown = names.filter((name) => models.get(name) === null)
      const errors = new Map(
        await mapInSlices(unknown, (name, nr) => [name, unknownModel(name, { snapshot, overlay }, nr)] as const),
      )
      const priced = await mapInSlices(read, (row) =>
        'failed' in row
          ? row.failed
          : priceRow(row.request, { snapshot, overlay, history, unavailable, now, models, errors }),
      )
      return {
        rows: priced,
        history: history && { ...history, changedAt: Math.max(history.changedAt, changedAt) },
        unavailable,
      }
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
  { snapshot, overlay }: Pick<Lookup, 'snapshot' | 'overlay'>,
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
    const unnamed = names.filter((name) => nameModel(name, { history: byId, snapshot, overlay }) === null)
    if (unnamed.length === 0) return { history: byId, unavailable: null }
    return { history: await timelines.load(ids, unnamed.flatMap(candidateSlugs)), unavailable: null }
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return { history: null, unavailable: error }
    throw error
  }
}

type Named = Pick<Lookup, 'history' | 'snapshot' | 'overlay'>

function nameModel(name: string, { history, snapshot, overlay }: Named): NamedModel | null {
  const slugs = slugIndex(snapshot.catalogue)
  const isKnown = (id: string): boolean =>
    history?.timelines.has(id) === true || snapshot.catalogue.byId.has(id) || overlay?.byId.has(id) === true
  return (
    namedById(name, isKnown) ??
    namedBySlug(name, (slug) => slugs.get(slug), 'is') ??
    namedBySlug(name, (slug) => history?.formerSlugs.get(slug), 'was')
  )
}

function priceRow(request: CostRequest, lookup: Lookup): CostRow {
  const { history, unavailable, overlay, models, errors } = lookup
  const named = models.get(request.model) ?? null
  if (named === null)
    return history === null ? historyMissing(request, unavailable) : unpricedRow(request, errors.get(request.model)!)
  const routed = routedModel(request, named, lookup)
  const prices = ownPricesOf(request, routed, lookup) ?? pricesOf(request, routed, lookup)
  if (prices !== null) return pricedRow(request, routed, prices)
  const isPrivate = overlay?.byId.has(routed.id) === true && !lookup.snapshot.catalogue.byId.has(routed.id)
  return isPrivate && history !== null
    ? unpricedRow(request, outsidePeriods(routed.id))
    : historyMissing(request, unavailable)
}

/** Some routing suffixes once were models of their own: at other times the suffix only selects the routing. */
function routedModel({ model: name, at }: CostRequest, named: NamedModel, lookup: Lookup): NamedModel {
  const bare = withoutRoutingSuffix(name)
  const { history, overlay } = lookup
  const own = history?.timelines.get(name)
  if (overlay !== null && ownEntryAt(overlay, named.id, at) !== null) return named
  if (bare === name || named.id !== name || own === undefined || pricesAt(own, at).certainty === 'observed')
    return named
  return nameModel(bare, lookup) === null ? named : { id: bare, note: suffixNote(name, bare) }
}

/** The user's own price of that time; null: there is none. The rest of the model is as upstream had it then, or has it now. */
function ownPricesOf(
  { at }: CostRequest,
  { id }: NamedModel,
  { overlay, history, snapshot }: Lookup,
): RowPrices | null {
  const entry = overlay === null ? null : ownEntryAt(overlay, id, at)
  if (entry === null) return null
  const timeline = history?.timelines.get(id)
  const published = timeline === undefined ? snapshot.catalogue.byId.get(id)?.model : pricesAt(timeline, at).model
  return {
    model: pricedModel(entry, published),
    from: entry.from,
    to: entry.to,
    observedAt: null,
    certainty: 'observed',
  }
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

/** An entry of the overlay that does not apply at the time, of a model that upstream never listed. */
function outsidePeriods(id: string): RowError {
  return { code: 'unknown_price', message: `the overlay has no price of ${id} for that time` }
}

/** Finding similar ids takes milliseconds, so only a few names of a batch get suggestions. */
const maxSuggestions = 3

function unknownModel(name: string, { snapshot, overlay }: Pick<Lookup, 'snapshot' | 'overlay'>, nr: number): RowError {
  const known = [...snapshot.catalogue.byId.keys(), ...(overlay?.byId.keys() ?? [])]
  const near = nr < maxSuggestions ? nearIds(name, known).slice(0, 4) : []
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
  return { code: 'unknown_model', message: `no model ${JSON.stringify(name)} was ever listed${hint}` }
}
