import type { PricePoint } from '@modelkeep/catalog/contract/price-stability'
import { perMillionNumber } from '../../../../shared/ui/prices.js'

const yearMs = 365 * 86_400_000

export interface SparklineBox {
  width: number
  height: number
}

/**
 * A price as a step line over the 12 months before `asOf` (Unix milliseconds), as an SVG path. The height is from zero to the highest
 * price, so that small changes look small; a price that never changed is in the middle. Empty if no price is known; interrupted where
 * none is.
 */
export function sparklinePath(series: readonly PricePoint[], asOf: number, { width, height }: SparklineBox): string {
  const prices = series.map(({ value }) => perMillionNumber(value))
  const known = prices.filter((price) => price !== null)
  const highest = Math.max(0, ...known)
  const isConstant = highest > 0 && known.every((price) => price === highest)
  const xOf = (at: number): number => round(Math.max(0, (at - asOf + yearMs) / yearMs) * width)
  const yOf = (price: number): number =>
    round(isConstant ? height / 2 : highest === 0 ? height : height * (1 - price / highest))
  let isOpen = false
  return series
    .map(({ from }, nr) => {
      const price = prices[nr]
      const wasOpen = isOpen
      isOpen = price != null
      if (price == null) return ''
      const until = series[nr + 1]?.from
      const end = until === undefined ? width : xOf(Date.parse(until))
      return `${wasOpen ? `V${yOf(price)}` : `M${xOf(Date.parse(from))} ${yOf(price)}`}H${end}`
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
