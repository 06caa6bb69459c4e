// Prices exactly as OpenRouter writes them: decimal strings of USD per unit (a token, an image, a request …), up to 25 characters
// long. They are never turned into a float. "-1" says that the price depends on what the request is routed to: it is no number.
import { Big } from 'big.js'
import type { Model } from '../model/model.js'
import { outputModalities } from '../model/modalities.js'
import { PRICE_MAX_LENGTH, PRICE_PATTERN } from '../model/price-format.js'

/** `known` is USD per unit, never negative; `dynamic` was "-1"; `unknown` is an absent price, or one that cannot be read. */
export type Price = { kind: 'known'; value: Big } | { kind: 'dynamic' } | { kind: 'unknown' }

/** Reads one price of a payload. Never throws: whatever is not a price is `unknown`. `"-0"` is zero. */
export function parsePrice(value: unknown): Price {
  if (typeof value !== 'string' || value.length > PRICE_MAX_LENGTH || !PRICE_PATTERN.test(value))
    return { kind: 'unknown' }
  if (value === '-1') return { kind: 'dynamic' }
  return { kind: 'known', value: new Big(value).abs() }
}

/** Whether an absent price under this key means that it is not known; under every other key it means zero. */
export function isPrimaryPrice(key: string): boolean {
  return key === 'prompt' || key === 'completion'
}

/**
 * Whether two prices say the same: "0.10" and "0.1" do. With the `key` of a secondary price, absent and "0" do as well;
 * without a key, or with `prompt` or `completion`, absent is unlike any price.
 */
export function samePrice(a: unknown, b: unknown, key?: string): boolean {
  if (a === b) return true
  const absentIsZero = key !== undefined && !isPrimaryPrice(key)
  const left = parsePrice(absentIsZero ? (a ?? '0') : a)
  const right = parsePrice(absentIsZero ? (b ?? '0') : b)
  if (left.kind === 'known' && right.kind === 'known') return left.value.eq(right.value)
  if (left.kind === 'unknown' && right.kind === 'unknown') return (a ?? null) === (b ?? null)
  return left.kind === right.kind
}

/** USD per token to USD per million tokens. Exact: no digit is rounded. */
export function perMillion(perToken: Big): Big {
  return perToken.times(1_000_000)
}

/**
 * Whether a model costs nothing: its output is text alone (a song model has zero token prices and bills the song), `prompt` and
 * `completion` are both present and zero, and no other price, nor any in `overrides`, is above zero or dynamic. An id that ends in
 * `:free` is free.
 */
export function isFree(model: Model): boolean {
  if (model.id.endsWith(':free')) return true
  const pricing = model.pricing
  if (pricing === undefined || outputModalities(model).some((modality) => modality !== 'text')) return false
  if (outputModalities(model).length === 0 || !isZero(pricing.prompt) || !isZero(pricing.completion)) return false
  return [pricing, ...(pricing.overrides ?? [])].every((prices) => !Object.values(prices).some(costs))
}

function isZero(value: unknown): boolean {
  const price = parsePrice(value)
  return price.kind === 'known' && price.value.eq(0)
}

function costs(value: unknown): boolean {
  const price = parsePrice(value)
  return price.kind === 'dynamic' || (price.kind === 'known' && price.value.gt(0))
}
