// How models differ from one that they are compared with: in prices, context and what a program may depend on.
import { missingCapabilities, profileOf, type MissingCapability } from '../alternatives/similarity.js'
import type { Model } from '../model/model.js'
import { pricePercent } from '../price/percent-change.js'
import { isBilledByToken } from '../price/price.js'

export interface ModelDifference {
  id: string
  /** Of the price of the base (negative: cheaper); null if one is unknown, dynamic or not by token, or that of the base is zero. */
  prompt_percent: number | null
  completion_percent: number | null
  /** More (positive) or less than the base; null if one is unknown. */
  context_tokens: number | null
  /** What the base supports and this model does not. */
  lacks: MissingCapability[]
  /** What this model supports and the base does not. */
  adds: MissingCapability[]
}

/** Compares each of the models with `base`. */
export function differencesFrom(base: Model, others: readonly Model[]): ModelDifference[] {
  const from = profileOf(base)
  return others.map((model) => {
    const to = profileOf(model)
    return {
      id: model.id,
      prompt_percent: tokenPricePercent('prompt', base, model),
      completion_percent: tokenPricePercent('completion', base, model),
      context_tokens: contextDifference(base, model),
      lacks: missingCapabilities(from, to),
      adds: missingCapabilities(to, from),
    }
  })
}

/** As upstream sends it: a decimal string of USD per token; null if it publishes none, or none for tokens. */
export function publishedTokenPrice(model: Model, key: 'prompt' | 'completion'): string | null {
  return (isBilledByToken(model) ? model.pricing?.[key] : null) ?? null
}

/** In percent of the price of `base`; negative: cheaper. null if it cannot be computed. */
export function tokenPricePercent(key: 'prompt' | 'completion', base: Model, model: Model): number | null {
  return pricePercent(`pricing.${key}`, publishedTokenPrice(base, key), publishedTokenPrice(model, key))
}

function contextDifference({ context_length: before }: Model, { context_length: after }: Model): number | null {
  return before && after ? after - before : null
}
