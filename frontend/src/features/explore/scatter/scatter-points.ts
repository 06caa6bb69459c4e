import type { Model } from '@modelkeep/catalog/model/model'
import { isBilledByToken } from '@modelkeep/catalog/price/price'
import { perMillionNumber } from '../../../shared/ui/prices.js'

export type PriceAxis = 'prompt' | 'completion'
export type ValueAxis = 'intelligence' | 'context'

export interface ScatterPoint {
  model: Model
  /** USD per million tokens; 0: free. */
  price: number
  /** The intelligence index, or the context in tokens. */
  value: number
  /** No model costs as little or less and has a higher value: it is on the Pareto front. */
  isBest: boolean
}

/** The models that have both values, cheapest first, and at one price the highest value first. */
export function scatterPoints(models: readonly Model[], priceAxis: PriceAxis, valueAxis: ValueAxis): ScatterPoint[] {
  const points = models.flatMap((model) => {
    const price = isBilledByToken(model) ? perMillionNumber(model.pricing?.[priceAxis]) : null
    const value = valueOf(model, valueAxis)
    return price === null || value === null ? [] : [{ model, price, value }]
  })
  let highest = -Infinity
  return points
    .toSorted((a, b) => a.price - b.price || b.value - a.value)
    .map((point) => {
      const isBest = point.value > highest
      if (isBest) highest = point.value
      return { ...point, isBest }
    })
}

function valueOf(model: Model, axis: ValueAxis): number | null {
  const value = axis === 'context' ? model.context_length : model.benchmarks?.artificial_analysis?.intelligence_index
  return typeof value === 'number' && value > 0 ? value : null
}
