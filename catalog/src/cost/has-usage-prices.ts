import { outputModalities } from '../model/modalities.js'
import type { Model } from '../model/model.js'
import { isBilledByDuration, isBilledByToken, parsePrice } from '../price/price.js'

/** Whether the published prices of tokens and requests tell what a call costs. */
export function hasUsagePrices(model: Model): boolean {
  const prices = [model.pricing?.prompt, model.pricing?.completion]
  const isByDuration = prices.some((price) => isBilledByDuration(model, price))
  return (isBilledByToken(model) || isBilledByRequest(model)) && !isByDuration
}

/** Text whose only price may be that of a request. */
function isBilledByRequest(model: Model): boolean {
  const price = parsePrice(model.pricing?.['request'])
  const isCharged = price.kind === 'dynamic' || (price.kind === 'known' && price.value.gt(0))
  return outputModalities(model).join() === 'text' && isCharged
}
