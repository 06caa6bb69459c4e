// The text format of prices and the known price keys, from which the schema is built.

/** A plain decimal. A negative one means dynamic (upstream uses `-1`), except `-0`, which is zero. No exponent, no spaces. */
export const PRICE_PATTERN = /^-?[0-9]+(?:\.[0-9]+)?$/

/** Far longer than any real price. The limit bounds the time that a hostile price can cost. */
export const PRICE_MAX_LENGTH = 64

/** The known price keys, in upstream order. `prompt` and `completion` bill every call. */
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
