// Exact amounts of US dollars.
import type { Price } from '@modelkeep/catalog/price/price'
import { Big } from 'big.js'
import { groupedDigits } from '../ui/digits.js'

/** An exact amount of US dollars. */
export type Usd = Extract<Price, { kind: 'known' }>['value']

/** An exact decimal of the API, which may be negative. */
export function usdOf(decimal: string): Usd {
  return new Big(decimal)
}

/** By how many percent an amount moved, rounded to two decimals; null if it moved from nothing. */
export function percentBetween(from: Usd, to: Usd): number | null {
  // + 0 turns -0 into 0.
  return from.eq(0) ? null : to.minus(from).times(100).div(from).round(2, 1).toNumber() + 0
}

/** US dollars with cents, or four significant digits below ten cents: `$1,234.50`, `$0.01235`, `−$2.00`. */
export function usdLabel(usd: Usd): string {
  if (usd.eq(0)) return '$0'
  if (usd.lt(0)) return `−${usdLabel(usd.abs())}`
  if (usd.lt('0.1')) return `$${usd.prec(4).toFixed()}`
  const [whole = '', cents = ''] = usd.toFixed(2).split('.')
  return `$${groupedDigits(whole)}.${cents}`
}
