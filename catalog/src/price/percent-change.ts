// By how much a price moved, in percent.
import { Big } from 'big.js'
import { isPrimaryPrice, parsePrice, type Price } from './price.js'

/** Two places are as much as anybody reads; the division is carried further. */
const PLACES = 2

const PREFIX = 'pricing.'

/**
 * By how many percent a price rose (below zero: fell), computed on exact decimals and rounded half away from zero to two
 * places. null where that is no number: the field is no price, the price before was unknown, dynamic or zero, or the one after
 * is unknown or dynamic. A secondary price that is absent is zero. `field` is a path such as `pricing.prompt`.
 */
export function pricePercent(field: string | null, before: unknown, after: unknown): number | null {
  const moved = movement(field, before, after)
  return moved === null ? null : moved.to.minus(moved.from).times(100).div(moved.from).round(PLACES, 1).toNumber() + 0 // no minus zero
}

/** Whether a price rose or fell by `percent` or more, compared exactly: what `pricePercent` rounds up to it does not count. */
export function movedAtLeast(percent: number, field: string | null, before: unknown, after: unknown): boolean {
  const moved = movement(field, before, after)
  return moved !== null && moved.to.minus(moved.from).abs().times(100).gte(moved.from.times(percent))
}

function movement(field: string | null, before: unknown, after: unknown): { from: Big; to: Big } | null {
  if (field === null || !field.startsWith(PREFIX)) return null
  const [from, to] = [priceOf(field, before), priceOf(field, after)]
  if (from.kind !== 'known' || to.kind !== 'known' || from.value.eq(0)) return null
  return { from: from.value, to: to.value }
}

function priceOf(field: string, value: unknown): Price {
  return parsePrice(isPrimaryPrice(field.slice(PREFIX.length)) ? value : (value ?? '0'))
}
