// Amounts of sums. A sum without any row that has a cost is unknown, which is not zero.
import type { CostTotals } from '@modelkeep/catalog/contract/cost'
import { usdLabel, usdOf } from '../../../shared/cost/usd.js'

export type Sums = Pick<CostTotals, 'rows' | 'unpriced' | 'cost'>

export const isKnown = ({ rows, unpriced }: Sums): boolean => unpriced < rows

/** `$12.50`; a dash when it is not known. */
export function costText(sums: Sums): string {
  return isKnown(sums) ? usdLabel(usdOf(sums.cost)) : '–'
}

export function costTitle(sums: Sums): string {
  return isKnown(sums) ? `$${sums.cost}` : 'Unknown'
}

/** `42.5 %` of a total; a dash when either is not known or the total is zero. */
export function shareText(sums: Sums, total: Sums): string {
  const whole = usdOf(total.cost)
  if (!isKnown(sums) || whole.eq(0)) return '–'
  const share = usdOf(sums.cost).times(100).div(whole)
  if (share.gt(0) && share.lt('0.1')) return '< 0.1 %'
  return `${share.toFixed(1)} %`
}

export function countText(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`
}
