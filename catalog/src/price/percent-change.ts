import { Big } from 'big.js'
import { parsePrice } from './price.js'

const DECIMALS = 2

const PREFIX = 'pricing.'

/**
 * The change of a price in percent (negative: it fell), computed on exact decimals and rounded half away from zero to two decimals.
 * null if the field is not a price, the old price is absent, unknown, dynamic or zero, or the new one is absent, unknown or dynamic.
 * `field` is a path such as `pricing.prompt`.
 */
export function pricePercent(field: string | null, before: unknown, after: unknown): number | null {
  const prices = knownPrices(field, before, after)
  return prices === null
    ? null
    : prices.to.minus(prices.from).times(100).div(prices.from).round(DECIMALS, 1).toNumber() + 0 // + 0 turns -0 into 0
}

/** Whether a price rose or fell by at least `percent`, compared exactly, before rounding. */
export function movedAtLeast(percent: number, field: string | null, before: unknown, after: unknown): boolean {
  const prices = knownPrices(field, before, after)
  return prices !== null && prices.to.minus(prices.from).abs().times(100).gte(prices.from.times(percent))
}

function knownPrices(field: string | null, before: unknown, after: unknown): { from: Big; to: Big } | null {
  if (field === null || !field.startsWith(PREFIX)) return null
  const [from, to] = [parsePrice(before), parsePrice(after)]
  if (from.kind !== 'known' || to.kind !== 'known' || from.value.eq(0)) return null
  return { from: from.value, to: to.value }
}
