// The row that answers one request for a cost, as the API returns it.
import { Big } from 'big.js'
import type { AppliedPriceJson, CostErrorCode, CostPartJson, CostRow } from '../contract/cost.js'
import { costOf, type Cost } from './cost-of.js'
import type { PricesAt } from './price-timeline.js'
import { idOf, type CostRequest } from './read-cost-request.js'

export interface RowError {
  code: CostErrorCode
  message: string
}

/** What a model's name stands for. */
export interface NamedModel {
  id: string
  /** How the name differs from the id, as a whole sentence; null if it does not. */
  note: string | null
}

/** The prices that apply to a row; `from` is null if it is not known since when. */
export type RowPrices = Omit<PricesAt, 'from'> & { from: number | null }

export function pricedRow(request: CostRequest, { id: modelId, note }: NamedModel, prices: RowPrices): CostRow {
  const { usage, at } = request
  const priced = costOf(usage, prices.model, new Date(at))
  const difference =
    priced.cost === null || usage.reportedCost === null ? null : priced.cost.minus(new Big(usage.reportedCost))
  return {
    ...base(request),
    model_id: modelId,
    cost: priced.cost?.toFixed() ?? null,
    parts: priced.parts.map(partJson),
    price: priceJson(prices, priced),
    certainty: prices.certainty,
    notes: [...(note === null ? [] : [note]), ...priced.notes],
    difference: difference?.toFixed() ?? null,
    error: priced.failure,
  }
}

/** A request that could be read, but not priced. */
export function unpricedRow(request: CostRequest, error: RowError): CostRow {
  return { ...base(request), error }
}

/** A row that could not be read. */
export function invalidRow(row: unknown, error: RowError): CostRow {
  const id = idOf(row)
  return { ...(id !== undefined && { id }), ...EMPTY, error }
}

const EMPTY = {
  model: null,
  model_id: null,
  at: null,
  cost: null,
  parts: [],
  price: null,
  certainty: 'unknown',
  shape: null,
  notes: [],
  reported_cost: null,
  difference: null,
} as const satisfies Partial<CostRow> as Omit<CostRow, 'id' | 'error'>

function base({ id, model, at, usage, shape }: CostRequest): Omit<CostRow, 'error'> {
  return {
    ...(id !== undefined && { id }),
    ...EMPTY,
    model,
    at: timeOf(at),
    shape,
    reported_cost: usage.reportedCost,
  }
}

function partJson({ unit_price: price, amount, ...part }: Cost['parts'][number]): CostPartJson {
  return { ...part, unit_price: price.toFixed(), amount: amount.toFixed() }
}

function priceJson({ from, to, observedAt }: RowPrices, { tier, window }: Cost): AppliedPriceJson {
  return {
    from: from === null ? null : timeOf(from),
    to: to === null ? null : timeOf(to),
    observed_at: timeOf(observedAt),
    tier: tier === null ? null : { min_prompt_tokens: tier },
    window: window === null ? null : { ...window, utc_days: window.utc_days && [...window.utc_days] },
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
