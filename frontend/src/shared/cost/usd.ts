// Exact amounts of US dollars.
import type { Price } from '@modelkeep/catalog/price/price'
import { groupedDigits } from '../ui/digits.js'

/** An exact amount of US dollars. */
export type Usd = Extract<Price, { kind: 'known' }>['value']

/** US dollars with cents, or four significant digits below ten cents. */
export function usdLabel(usd: Usd): string {
  if (usd.eq(0)) return '$0'
  if (usd.lt('0.1')) return `$${usd.prec(4).toFixed()}`
  const [whole = '', cents = ''] = usd.toFixed(2).split('.')
  return `$${groupedDigits(whole)}.${cents}`
}
