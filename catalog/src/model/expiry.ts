import type { Model } from './model.js'

/** Upstream's value for "no expiry date". */
export const NO_EXPIRY = '2098-12-31'

/** The day from which the model may be removed (YYYY-MM-DD), or null. */
export function expiryOf({ expiration_date: day }: Model): string | null {
  return day == null || day === NO_EXPIRY ? null : day
}
