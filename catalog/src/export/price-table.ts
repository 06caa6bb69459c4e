// What each part of a call costs by one published pricing, at every size of the prompt.
import type { Big } from 'big.js'
import { priceFor, type CostFailure } from '../cost/cost-of.js'
import { hasUsagePrices } from '../cost/has-usage-prices.js'
import { PART_KINDS, type PartKind } from '../cost/parts.js'
import type { Model } from '../model/model.js'
import { appliedPrices } from '../price/applied-prices.js'
import { isTimed } from '../price/windows.js'

/** USD per unit, as `costOf` applies them; null: not billed. */
export type UnitPrices = Readonly<Record<PartKind, Big | null>>

/** The prices of all units of a call whose prompt has more than `above` tokens. */
export interface PriceTier {
  above: number
  prices: UnitPrices
}

/** `tiers` by rising bounds. */
export interface PriceTable {
  base: UnitPrices
  tiers: readonly PriceTier[]
}

/** Why the prices do not tell what a call costs, or not without the time of day. */
export type Unpriceable = CostFailure | 'time_window'

/** Without windows, prices do not depend on the time. */
const ANY_TIME = new Date(0)

export function priceTableOf(model: Model): PriceTable | Unpriceable {
  if (!hasUsagePrices(model)) return 'not_billed_by_token'
  const overrides = model.pricing?.overrides ?? []
  if (overrides.some(isTimed)) return 'time_window'
  const bounds = new Set(overrides.flatMap(({ min_prompt_tokens: bound }) => bound ?? []))
  const base = unitPrices(model, 0)
  if (typeof base === 'string') return base
  const tiers: PriceTier[] = []
  for (const above of [...bounds].toSorted((a, b) => a - b)) {
    const prices = unitPrices(model, above + 1)
    if (typeof prices === 'string') return prices
    tiers.push({ above, prices })
  }
  return { base, tiers }
}

function unitPrices({ pricing }: Model, promptTokens: number): UnitPrices | CostFailure {
  const { prices } = appliedPrices(pricing, promptTokens, ANY_TIME)
  const found: Partial<Record<PartKind, Big | null>> = {}
  for (const kind of PART_KINDS) {
    const price = priceFor(kind, prices)
    if (price.kind === 'unknown') return 'unknown_price'
    if (price.kind === 'dynamic') return 'dynamic_price'
    found[kind] = price.kind === 'known' ? price.price : null
  }
  return found as UnitPrices
}

/** The prices of one part: the base price, then those of the tiers. */
export function columnOf({ base, tiers }: PriceTable, kind: PartKind): (Big | null)[] {
  return [base, ...tiers.map(({ prices }) => prices)].map((prices) => prices[kind])
}

/** Whether the part is billed at any size of the prompt. */
export function isBilled(table: PriceTable, kind: PartKind): boolean {
  return columnOf(table, kind).some((price) => price !== null)
}

/** Whether two parts cost the same at every size of the prompt. */
export function samePrices(table: PriceTable, one: PartKind, other: PartKind): boolean {
  const others = columnOf(table, other)
  return columnOf(table, one).every((price, nr) => {
    const second = others[nr] ?? null
    return price === null || second === null ? price === second : price.eq(second)
  })
}
