// How the cost of a workload as of a day differs from another one, and which prices changed.
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import type { PartKind } from '@modelkeep/catalog/cost/parts'
import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { perMillion } from '@modelkeep/catalog/price/price'
import type { MonthlyPart } from '../../../shared/cost/monthly-cost.js'
import { percentBetween, type Usd, usdLabel, usdOf } from '../../../shared/cost/usd.js'
import { signedPercent } from '../../../shared/ui/percents.js'
import { dollars } from '../../../shared/ui/prices.js'
import { utcLabel } from '../../../shared/ui/utc-time.js'

const names: Readonly<Partial<Record<PartKind, string>>> = {
  input: 'Input',
  cached_input: 'Cached input',
  output: 'Output',
  request: 'Request',
}

/** `$20.00 less per month (−11.9 %)`, from one amount to another. */
export function differenceText(from: Usd, to: Usd): string {
  const difference = to.minus(from)
  if (difference.eq(0)) return 'the same'
  const percent = signedPercent(percentBetween(from, to))
  return `${usdLabel(difference.abs())} ${difference.lt(0) ? 'less' : 'more'} per month${percent === null ? '' : ` (${percent})`}`
}

/** One line for each price that differs: `Input: $2.50 → $2.00 per million tokens (−20 %)`. */
export function changedPrices(then: CostRow['parts'], now: readonly MonthlyPart[]): string[] {
  const kinds = new Set([...then, ...now].map(({ kind }) => kind))
  return [...kinds].flatMap((kind) => {
    const before = then.find((part) => part.kind === kind)?.unit_price
    const [from, to] = [
      before === undefined ? null : usdOf(before),
      now.find((part) => part.kind === kind)?.unitPrice ?? null,
    ]
    if (from !== null && to !== null && from.eq(to)) return []
    const percent = from === null || to === null ? null : signedPercent(percentBetween(from, to))
    const unit = kind === 'request' ? 'per request' : 'per million tokens'
    const text = `${priceText(from, kind)} → ${priceText(to, kind)} ${unit}`
    return [`${names[kind] ?? kind}: ${text}${percent === null ? '' : ` (${percent})`}`]
  })
}

function priceText(price: Usd | null, kind: PartKind): string {
  if (price === null) return 'not billed'
  return dollars(kind === 'request' ? price : perMillion(price))
}

/** From when to when the price applied, and how certain that is. Whole sentences. */
export function priceSentences({ price, certainty }: CostRow, day: string): string[] {
  if (price === null) return []
  const from = price.from === null ? '' : ` since ${utcLabel(price.from)}`
  const period =
    price.to === null
      ? `${from}, without a change since`
      : `${from.replace('since', 'from')} until ${utcLabel(price.to)}`
  const applied = `Prices${period}.`
  if (certainty === 'before_history')
    return [`${dayLabel(day)} is before the first known price of this model: the first known price is used.`, applied]
  if (certainty === 'after_removal')
    return [`The catalogue did not list this model on ${dayLabel(day)}: its last known price is used.`, applied]
  return [applied]
}
