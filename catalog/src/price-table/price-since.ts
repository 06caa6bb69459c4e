import type { ModelHistory } from '../contract/model-history.js'
import type { PriceKey } from '../model/price-format.js'
import { samePrice } from '../price/price.js'

export interface PriceSince {
  /** RFC 3339. */
  since: string
  /** Whether that is when the model was first observed, so that the price may be older. */
  isFirst: boolean
}

/**
 * Since when a model has its current price, also if it was not in the catalogue meanwhile. null if the history does not have it.
 * `price` in USD per unit, as a decimal.
 */
export function priceSince({ series }: ModelHistory, key: PriceKey, price: string): PriceSince | null {
  const steps = series.find(({ field }) => field === `pricing.${key}`)?.steps ?? []
  const isSame = (at: number): boolean => {
    const value = steps[at]?.value
    return typeof value === 'string' && samePrice(value, price)
  }
  let first = steps.length - 1
  if (first < 0 || !isSame(first)) return null
  while (first > 1 && steps[first - 1]!.value === null && isSame(first - 2)) first -= 2
  return { since: steps[first]!.from, isFirst: first === 0 }
}
