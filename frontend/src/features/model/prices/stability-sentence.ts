import type { PriceStability, PriceStabilityDocument, PricePeriod } from '@modelkeep/catalog/contract/price-stability'
import { parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { dollars } from '../../../shared/ui/prices.js'

const yearDays = 365
const dayMs = 86_400_000

/**
 * How stable the price of the first model of the document is, in one sentence; null if its price is unknown, or it has no history.
 * @param day formats an RFC 3339 time
 */
export function stabilitySentence({ data, as_of: asOf }: PriceStabilityDocument, day: (time: string) => string) {
  const [stability] = data
  if (stability === undefined || asOf === null) return null
  const { first_observed: first, changed_at: changed, changes } = stability
  const wasTracked = Date.parse(asOf) - Date.parse(first) >= yearDays * dayMs
  const began = `tracking began on ${day(first)}`
  if (changed === null) return stability.unchanged_since === null ? null : `No price change since ${began}.`
  const count = changes.find(({ days }) => days === yearDays)?.count ?? 0
  if (count === 0) return `No price change in 12 months; the last was on ${day(changed)}.`
  const when = wasTracked ? 'in 12 months' : `since ${began}`
  const ranges = rangesOf(stability)
  return (
    [
      `${count} price change${count === 1 ? '' : 's'} ${when}`,
      count === 1 ? `on ${day(changed)}` : `last on ${day(changed)}`,
      ...(ranges === '' ? [] : [`${ranges} per million tokens`]),
    ].join(', ') + '.'
  )
}

/** `input from $0.03 to $0.10, output from $0.10 to $0.20`; without a price that stayed the same. */
function rangesOf({ prompt, completion }: PriceStability): string {
  const sides = [
    ['input', prompt],
    ['output', completion],
  ] as const
  return sides
    .flatMap(([name, { periods }]) => {
      const range = rangeOf(periods.find(({ days }) => days === yearDays))
      return range === null ? [] : [`${name} ${range}`]
    })
    .join(', ')
}

function rangeOf(period: PricePeriod | undefined): string | null {
  if (period === undefined || period.changes === 0) return null
  const [lowest, highest] = [period.lowest, period.highest].map(amount)
  return lowest === null || highest === null || lowest === highest ? null : `from ${lowest} to ${highest}`
}

function amount(price: string | null): string | null {
  const parsed = parsePrice(price)
  if (parsed.kind !== 'known') return null
  return parsed.value.eq(0) ? '$0' : dollars(perMillion(parsed.value))
}
