import { outputModalities } from '../model/modalities.js'
import type { Model } from '../model/model.js'
import { isBilledByToken, parsePrice } from '../price/price.js'

/** Above any price of a token: transcription is billed by duration under the same keys. */
const LEAST_PRICE_OF_DURATION = '0.001'

/** Whether the published prices of tokens and requests tell what a call costs. */
export function hasUsagePrices(model: Model): boolean {
  return (isBilledByToken(model) || isBilledByRequest(model)) && !isBilledByDuration(model)
}

/** Text whose only price may be that of a request. */
function isBilledByRequest(model: Model): boolean {
  const price = parsePrice(model.pricing?.['request'])
  const isCharged = price.kind === 'dynamic' || (price.kind === 'known' && price.value.gt(0))
  return outputModalities(model).join() === 'text' && isCharged
}

function isBilledByDuration(model: Model): boolean {
  const prices = [parsePrice(model.pricing?.prompt), parsePrice(model.pricing?.completion)]
  return (
    outputModalities(model).includes('transcription') &&
    prices.some((price) => price.kind === 'known' && price.value.gte(LEAST_PRICE_OF_DURATION))
  )
}
