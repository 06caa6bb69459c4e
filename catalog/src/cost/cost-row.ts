// The row that answers one request for a cost, as the API returns it.
import { Big } from 'big.js'
import type { AppliedPriceJson, CostErrorCode, CostPartJson, CostRow } from '../contract/cost.js'
import { OVERLAY_SOURCE } from '../overlay/marks.js'
import { costOf, type Cost, type CostPart } from './cost-of.js'
import type { PricesAt } from './price-timeline.js'
import { oncePer } from './once-per.js'
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

/** The prices that apply to a row; `from` is null if it is not known since when, or open. */
export type RowPrices = Omit<PricesAt, 'from' | 'observedAt'> & {
  from: number | null
  /** null: they are the user's own, which nobody observed. */
  observedAt: number | null
}

export function pricedRow(request: CostRequest, { id: modelId, note }: NamedModel, prices: RowPrices): CostRow {
  const { id, model, usage, at, shape, ignored } = request
  const priced = costOf(usage, prices.model, new Date(at))
  const { cost, parts, notes, failure } = priced
  const reported = usage.reportedCost
  return {
    id,
    model,
    model_id: modelId,
    at: timeOf(at),
    cost: cost === null ? null : cost.toFixed(),
    parts: parts.map(partJson),
    price: priceJson(prices, priced),
    certainty: prices.certainty,
    shape,
    notes: [...(note === null ? [] : [note]), ...notes, ...ignored.map(ignoredNote)],
    reported_cost: reported,
    difference: cost === null || reported === null ? null : cost.minus(new Big(reported)).toFixed(),
    error: failure,
  }
}

const ignoredNote = (name: string): string => `${name} in the usage is not a known count: not billed.`

/** A request that could be read, but not priced. */
export function unpricedRow({ id, model, at, usage, shape }: CostRequest, error: RowError): CostRow {
  return { ...EMPTY, id, model, at: timeOf(at), shape, reported_cost: usage.reportedCost, error }
}

/** A row that could not be read. */
export function invalidRow(row: unknown, error: RowError): CostRow {
  return { ...EMPTY, id: idOf(row), error }
}

const EMPTY: Omit<CostRow, 'error'> = {
  id: undefined,
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
}

function partJson({ kind, quantity, price_key: key, unit_price: price, amount }: CostPart): CostPartJson {
  return { kind, quantity, price_key: key, unit_price: price.toFixed(), amount: amount.toFixed() }
}

const timesOf = oncePer(({ from, to, observedAt }: RowPrices) => ({
  from: from === null ? null : timeOf(from),
  to: to === null ? null : timeOf(to),
  observed_at: observedAt === null ? null : timeOf(observedAt),
}))

function priceJson(prices: RowPrices, { tier, window }: Cost): AppliedPriceJson {
  const { from, to, observed_at } = timesOf(prices)
  return {
    source: observed_at === null ? OVERLAY_SOURCE : 'openrouter',
    from,
    to,
    observed_at,
    tier: tier === null ? null : { min_prompt_tokens: tier },
    window: window === null ? null : { ...window, utc_days: window.utc_days && [...window.utc_days] },
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
