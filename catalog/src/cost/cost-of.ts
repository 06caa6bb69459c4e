// The exact cost of one call, part by part, and what had to be assumed.
import { Big } from 'big.js'
import type { Model } from '../model/model.js'
import { appliedPrices, type AppliedPrices } from '../price/applied-prices.js'
import { parsePrice, samePrice } from '../price/price.js'
import type { TimeWindow } from '../price/windows.js'
import { hasUsagePrices } from './has-usage-prices.js'
import { oncePer } from './once-per.js'
import { PARTS, quantitiesOf, type Part, type PartKind } from './parts.js'
import type { Usage } from './usage.js'

/** Amounts are exact decimals in USD, prices in USD per unit. */
export interface CostPart {
  kind: PartKind
  quantity: number
  /** The key of `pricing` that was applied: `prompt` for cached tokens without a price of their own. */
  price_key: string
  unit_price: Big
  amount: Big
}

export type CostFailure = 'not_billed_by_token' | 'unknown_price' | 'dynamic_price'

interface AppliedTerms {
  /** The prompt has more tokens than this; null: the base price. */
  tier: number | null
  window: TimeWindow | null
  /** Whole sentences: what was assumed. */
  notes: readonly string[]
}

export type Cost = AppliedTerms &
  (
    | { cost: Big; parts: readonly CostPart[]; failure: null }
    | { cost: null; parts: readonly []; failure: { code: CostFailure; message: string } }
  )

/**
 * What the usage cost at a time (UTC), by the prices of the model as it was then. `cost` is null if a price that is needed is unknown or
 * dynamic, or tokens do not tell the cost. Never throws.
 */
export function costOf(usage: Usage, model: Model, at: Date): Cost {
  const promptPerRequest = usage.requests > 1 ? Math.ceil(usage.promptTokens / usage.requests) : usage.promptTokens
  const applied = appliedPrices(model.pricing, promptPerRequest, at)
  const notes = termNotes(usage, model, applied)
  const { tier, window } = applied
  const fail = (code: CostFailure, message: string): Cost => ({
    tier,
    window,
    notes,
    cost: null,
    parts: [],
    failure: { code, message },
  })
  if (!isPriced(model))
    return fail(
      'not_billed_by_token',
      'This model is not billed by token: its published prices do not tell what a call costs.',
    )
  const parts: CostPart[] = []
  for (const [kind, quantity] of quantitiesOf(usage)) {
    const part = PARTS[kind]
    const found = priceFor(kind, applied.prices)
    if (found.kind === 'unknown') return fail('unknown_price', `The price of ${part.unit} is not published.`)
    if (found.kind === 'dynamic')
      return fail('dynamic_price', `The price of ${part.unit} depends on the model that a request is routed to.`)
    if (found.note !== null) notes.push(found.note)
    if (found.kind === 'not billed') continue
    parts.push({ kind, quantity, price_key: found.key, unit_price: found.price, amount: found.price.times(quantity) })
  }
  // Written out: spreading an object takes longer than the rest of this function.
  return { tier, window, notes, parts, cost: sumOf(parts.map(({ amount }) => amount)), failure: null }
}

const ZERO = new Big(0)

export function sumOf(amounts: readonly Big[]): Big {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO)
}

export type FoundPrice =
  | { kind: 'known'; key: string; price: Big; note: string | null }
  | { kind: 'not billed'; note: string | null }
  | { kind: 'unknown' }
  | { kind: 'dynamic' }

const isPriced = oncePer(hasUsagePrices)
const foundPrices = oncePer((_prices: AppliedPrices['prices']) => new Map<PartKind, FoundPrice>())

/** Found once for all calls at the same prices. */
export function priceFor(kind: PartKind, prices: AppliedPrices['prices']): FoundPrice {
  const known = foundPrices(prices)
  const found = known.get(kind) ?? priceOf(PARTS[kind], prices)
  known.set(kind, found)
  return found
}

/** The first published price among a part's keys. Zero stands for none where another price is charged instead. */
function priceOf(part: Part, prices: AppliedPrices['prices']): FoundPrice {
  const { keys } = part
  const fallback = keys.at(-1)
  for (const key of keys) {
    const price = parsePrice(prices[key])
    if (price.kind === 'unknown') continue
    if (price.kind === 'dynamic') return { kind: 'dynamic' }
    // Some image prices are those of an image token, which equal the price of input.
    if (key === 'image' && samePrice(prices['image'], prices['prompt'])) continue
    if (price.value.eq(0) && (part.isOptional || (key !== fallback && isCharged(prices[fallback!])))) continue
    return { kind: 'known', key, price: price.value, note: key === keys[0] ? null : assumption(part, prices, key) }
  }
  return part.isOptional ? { kind: 'not billed', note: assumption(part, prices, null) } : { kind: 'unknown' }
}

/** What is assumed in place of a part's own price. Almost no model charges for a request, which needs no note. */
function assumption({ keys, unit }: Part, prices: AppliedPrices['prices'], applied: string | null): string | null {
  if (keys[0] === 'request') return null
  const own = parsePrice(prices[keys[0]])
  const reason =
    own.kind !== 'known'
      ? `No price for ${unit} is published`
      : own.value.eq(0)
        ? `The published price for ${unit} is 0`
        : `The published price for ${unit} is that of a token`
  return `${reason}: ${applied === null ? 'not billed' : `billed at the price of \`${applied}\``}.`
}

function isCharged(value: unknown): boolean {
  const price = parsePrice(value)
  return price.kind === 'dynamic' || (price.kind === 'known' && price.value.gt(0))
}

function termNotes(usage: Usage, { pricing }: Model, applied: AppliedPrices): string[] {
  const notes: string[] = []
  if (applied.isOutsideSchedule)
    notes.push(
      'Prices vary by time of day, and the published schedule does not cover this time: the price shown when it was observed is used.',
    )
  const hasTiers = (pricing?.overrides ?? []).some((entry) => entry.min_prompt_tokens !== undefined)
  if (usage.requests > 1 && hasTiers)
    notes.push(`Prices depend on the size of each prompt: the mean of ${usage.requests} requests is used.`)
  const discount = pricing?.discount
  if (discount !== undefined && discount > 0)
    notes.push(`Prices include a discount of ${new Big(discount).times(100).toFixed()} %.`)
  return notes
}
