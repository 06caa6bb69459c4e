// What a price looks like as text, and where one may stand. Apart from `price.ts`, because the schema is built from it.

/** A price as text: a plain decimal, `-0` (upstream has written it), or `-1` for dynamic. No exponent, sign or blank beyond these. */
export const PRICE_PATTERN = /^(?:-1|-0(?:\.0+)?|[0-9]+(?:\.[0-9]+)?)$/

/** Far more digits than any price has; a bound, so that a hostile price cannot cost time. */
export const PRICE_MAX_LENGTH = 64

/** The price keys that are known, in upstream's order. `prompt` and `completion` are primary: absent means unknown, not zero. */
export const PRICE_KEYS = [
  'prompt',
  'completion',
  'request',
  'image',
  'image_token',
  'image_output',
  'audio',
  'audio_output',
  'input_audio_cache',
  'web_search',
  'internal_reasoning',
  'input_cache_read',
  'input_cache_write',
  'input_cache_write_1h',
] as const

export type PriceKey = (typeof PRICE_KEYS)[number]
