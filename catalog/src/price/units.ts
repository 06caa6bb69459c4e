// What a price is for, in words. Prices of tokens are said per million of them, all others per one.
import type { PriceKey } from '../model/price-format.js'

/** Below these keys stand prices of tokens. */
export const TOKEN_UNITS = {
  prompt: 'input tokens',
  completion: 'output tokens',
  image_token: 'image tokens',
  // Upstream derives it from a price per image by the number of tokens of one, as it does `image_token`.
  image_output: 'output image tokens',
  audio: 'audio input tokens',
  audio_output: 'audio output tokens',
  input_audio_cache: 'cached audio input tokens',
  internal_reasoning: 'reasoning tokens',
  input_cache_read: 'cached input tokens',
  input_cache_write: 'input tokens written to the cache',
  input_cache_write_1h: 'input tokens written to the one-hour cache',
} as const satisfies Partial<Record<PriceKey, string>>

/** Below these, of something else. */
export const OTHER_UNITS = { request: 'request', image: 'image', web_search: 'search' } as const satisfies Partial<
  Record<PriceKey, string>
>

/** The unit of tokens of a price key; undefined where it is none of tokens, or not known. */
export function tokenUnit(key: string): string | undefined {
  return Object.hasOwn(TOKEN_UNITS, key) ? TOKEN_UNITS[key as keyof typeof TOKEN_UNITS] : undefined
}

/** One of what a price that is none of tokens is for. */
export function otherUnit(key: string): string {
  return Object.hasOwn(OTHER_UNITS, key) ? OTHER_UNITS[key as keyof typeof OTHER_UNITS] : key.replaceAll('_', ' ')
}
