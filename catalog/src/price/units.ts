// The units of prices, in words. Token prices are shown per million tokens, all others per unit.
import type { PriceKey } from '../model/price-format.js'

/** Keys of token prices. */
export const TOKEN_UNITS = {
  prompt: 'input tokens',
  completion: 'output tokens',
  image_token: 'image tokens',
  // Upstream derives both from a price per image and the number of tokens per image.
  image_output: 'output image tokens',
  audio: 'audio input tokens',
  audio_output: 'audio output tokens',
  input_audio_cache: 'cached audio input tokens',
  internal_reasoning: 'reasoning tokens',
  input_cache_read: 'cached input tokens',
  input_cache_write: 'input tokens written to the cache',
  input_cache_write_1h: 'input tokens written to the one-hour cache',
} as const satisfies Partial<Record<PriceKey, string>>

/** Keys of other prices. */
export const OTHER_UNITS = { request: 'request', image: 'image', web_search: 'search' } as const satisfies Partial<
  Record<PriceKey, string>
>

/** The kind of tokens that a price is for; undefined if it is not a token price. */
export function tokenUnit(key: string): string | undefined {
  return Object.hasOwn(TOKEN_UNITS, key) ? TOKEN_UNITS[key as keyof typeof TOKEN_UNITS] : undefined
}

/** The unit of a price that is not a token price. */
export function otherUnit(key: string): string {
  return Object.hasOwn(OTHER_UNITS, key) ? OTHER_UNITS[key as keyof typeof OTHER_UNITS] : key.replaceAll('_', ' ')
}
