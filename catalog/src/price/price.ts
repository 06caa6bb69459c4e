// Prices in OpenRouter's format: decimal strings in USD per unit (token, image, request, …), never converted to floats. "-1", or any
// other negative number, means that the price depends on the model a request is routed to (dynamic).
import { Big } from 'big.js'
import type { Model } from '../model/model.js'
import { outputModalities } from '../model/modalities.js'
import { PRICE_MAX_LENGTH, PRICE_PATTERN } from '../model/price-format.js'

/** `known`: USD per unit, never negative. `dynamic`: negative. `unknown`: absent or unreadable; it is never zero. */
export type Price = { kind: 'known'; value: Big } | { kind: 'dynamic' } | { kind: 'unknown' }

type Pricing = NonNullable<Model['pricing']>

/** What decides how a model is billed. */
export type PricedModel = Pick<Model, 'id' | 'pricing' | 'architecture'>

/** Parses a payload price. Never throws: anything that is not a price is `unknown`. A negative price is `dynamic`; `"-0"` is zero. */
export function parsePrice(value: unknown): Price {
  if (typeof value !== 'string' || value.length > PRICE_MAX_LENGTH || !PRICE_PATTERN.test(value))
    return { kind: 'unknown' }
  const decimal = new Big(value)
  return decimal.lt(0) ? { kind: 'dynamic' } : { kind: 'known', value: decimal.abs() }
}

/**
 * Whether every use of a model is billed by this price, so that its absence leaves the cost of any call unknown. Without any other
 * price, what it is for may be billed by another one, or not at all.
 */
export function isPrimaryPrice(key: string): boolean {
  return key === 'prompt' || key === 'completion'
}

/** What a change does to a price besides moving it: upstream starts to publish it, or stops. null: neither. */
export function publication(before: unknown, after: unknown): 'published' | 'withdrawn' | null {
  const [was, is] = [isPublished(before), isPublished(after)]
  if (was === is) return null
  return is ? 'published' : 'withdrawn'
}

function isPublished(value: unknown): boolean {
  return parsePrice(value).kind !== 'unknown'
}

/** Whether two prices are equal as decimals: "0.10" equals "0.1". Absent, undefined or null, equals nothing but absent. */
export function samePrice(a: unknown, b: unknown): boolean {
  if (a === b) return true
  const [left, right] = [parsePrice(a), parsePrice(b)]
  if (left.kind === 'known' && right.kind === 'known') return left.value.eq(right.value)
  if (left.kind === 'unknown' && right.kind === 'unknown') return (a ?? null) === (b ?? null)
  return left.kind === right.kind
}

/** Converts USD per token to USD per million tokens, exactly. */
export function perMillion(perToken: Big): Big {
  return perToken.times(1_000_000)
}

/**
 * Whether a model is free: the output is text only (song models have zero token prices but charge per song), `prompt` and `completion`
 * are both present and zero, and no other price, including those in `overrides`, is above zero or dynamic. A model whose id ends in
 * `:free` is always free.
 */
export function isFree(model: PricedModel): boolean {
  if (model.id.endsWith(':free')) return true
  const { pricing } = model
  if (pricing === undefined || !isZero(pricing.prompt) || !isZero(pricing.completion)) return false
  return isTextOnly(model) && !chargesAny(pricing)
}

/**
 * Whether a model is billed by token. Image, video and rerank models have token prices of zero, or none, and are billed in a way that
 * the catalogue does not always show. A text model can be billed by another price only, such as that of a request.
 */
export function isBilledByToken(model: PricedModel): boolean {
  if (model.id.endsWith(':free')) return true
  const { pricing = {} } = model
  const chargesTokens = windowsOf(pricing).some(({ prompt, completion }) => isCharged(prompt) || isCharged(completion))
  return chargesTokens || (isTextOnly(model) && !chargesAny(pricing))
}

/** The price of input or output tokens; unknown for a model that is not billed by token. */
export function tokenPrice(model: PricedModel, key: 'prompt' | 'completion'): Price {
  return isBilledByToken(model) ? parsePrice(model.pricing?.[key]) : { kind: 'unknown' }
}

/** Whether a price is per unit of audio: no token price is that high, and the most expensive model charges 600 USD per million. */
export function isBilledByDuration(model: PricedModel, value: unknown): boolean {
  const price = parsePrice(value)
  return price.kind === 'known' && price.value.gte('0.001') && outputModalities(model).includes('transcription')
}

function isTextOnly(model: PricedModel): boolean {
  const outputs = outputModalities(model)
  return outputs.length > 0 && outputs.every((modality) => modality === 'text')
}

function chargesAny(pricing: Pricing): boolean {
  return windowsOf(pricing).some((prices) => Object.values(prices).some(isCharged))
}

/** The prices themselves, and those of all tiers and time windows. */
function windowsOf(pricing: Pricing): readonly Readonly<Record<string, unknown>>[] {
  return [pricing, ...(pricing.overrides ?? [])]
}

function isZero(value: unknown): boolean {
  const price = parsePrice(value)
  return price.kind === 'known' && price.value.eq(0)
}

function isCharged(value: unknown): boolean {
  const price = parsePrice(value)
  return price.kind === 'dynamic' || (price.kind === 'known' && price.value.gt(0))
}
