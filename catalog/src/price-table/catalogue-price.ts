// What the catalogue has to say about one price of a model: a value, or why there is none. An unknown price is never zero.
import type { Big } from 'big.js'
import type { Model } from '../model/model.js'
import type { PriceKey } from '../model/price-format.js'
import { isBilledByDuration, isPrimaryPrice, parsePrice, samePrice, tokenPrice, type Price } from '../price/price.js'
import { isTimed } from '../price/windows.js'

export type NoPriceReason =
  | 'dynamic'
  | 'not_published'
  | 'not_billed_by_token'
  | 'billed_by_duration'
  | 'zero_for_none'
  | 'image_token_price'
  | 'other_route'

/** `value` in USD per unit. `inWindows` are the prices at other times of the day; empty if it does not depend on the time. */
export type CataloguePrice = { kind: 'known'; value: Big; inWindows: Big[] } | { kind: 'none'; reason: NoPriceReason }

export const REASON_TEXTS: Readonly<Record<NoPriceReason, string>> = {
  dynamic: 'dynamic in the catalogue',
  not_published: 'not published in the catalogue',
  not_billed_by_token: 'not billed by token in the catalogue',
  billed_by_duration: 'billed by duration in the catalogue',
  zero_for_none: 'zero for none in the catalogue',
  other_route: 'of a route that the catalogue has no price for',
  image_token_price: 'given per image token in the catalogue',
}

export function cataloguePrice(model: Model, key: PriceKey): CataloguePrice {
  const published = parsePrice(model.pricing?.[key])
  const price = priceOf(model, key)
  if (price.kind === 'dynamic') return { kind: 'none', reason: 'dynamic' }
  if (price.kind === 'unknown')
    return { kind: 'none', reason: published.kind === 'unknown' ? 'not_published' : 'not_billed_by_token' }
  if (isBilledByDuration(model, model.pricing?.[key])) return { kind: 'none', reason: 'billed_by_duration' }
  if (!isPrimaryPrice(key) && price.value.eq(0) && isCharged(model)) return { kind: 'none', reason: 'zero_for_none' }
  if (key === 'image' && samePrice(model.pricing?.image, model.pricing?.prompt))
    return { kind: 'none', reason: 'image_token_price' }
  return { kind: 'known', value: price.value, inWindows: otherWindows(model, key, price.value) }
}

function priceOf(model: Model, key: PriceKey): Price {
  return isPrimaryPrice(key) ? tokenPrice(model, key as 'prompt' | 'completion') : parsePrice(model.pricing?.[key])
}

function isCharged(model: Model): boolean {
  const price = tokenPrice(model, 'prompt')
  return price.kind === 'known' && price.value.gt(0)
}

function otherWindows({ pricing }: Model, key: PriceKey, current: Big): Big[] {
  return (pricing?.overrides ?? [])
    .filter((override) => isTimed(override) && override.min_prompt_tokens === undefined)
    .flatMap((override) => {
      const price = parsePrice(override[key])
      return price.kind === 'known' && !price.value.eq(current) ? [price.value] : []
    })
}

/** Whether the prices of a model also depend on the length of the prompt, or on the time of day. */
export function priceConditions({ pricing }: Model): { tiers: boolean; windows: boolean } {
  const overrides = pricing?.overrides ?? []
  return {
    tiers: overrides.some(({ min_prompt_tokens: bound }) => bound !== undefined),
    windows: overrides.some(isTimed),
  }
}
