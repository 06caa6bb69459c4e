import type { PriceKey } from '@modelkeep/catalog/model/price-format'
import { otherUnit } from '@modelkeep/catalog/price/units'

/** What a price is for, and its unit unless that is a million tokens. */
export const priceNames: Readonly<Record<PriceKey, readonly [name: string, unit?: string]>> = {
  prompt: ['Input'],
  completion: ['Output'],
  input_cache_read: ['Cached input'],
  input_cache_write: ['Cache write'],
  input_cache_write_1h: ['Cache write, 1 hour'],
  internal_reasoning: ['Reasoning'],
  image: ['Input image', 'per image'],
  image_token: ['Image input'],
  image_output: ['Image output'],
  audio: ['Audio input'],
  audio_output: ['Audio output'],
  input_audio_cache: ['Cached audio input'],
  web_search: ['Web search', 'per search'],
  request: ['Request', 'per request'],
}

/** Also of keys that upstream added since. */
export function priceName(key: string): string {
  if (Object.hasOwn(priceNames, key)) return priceNames[key as PriceKey][0]
  const words = otherUnit(key)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
