// From when on a model may be gone.
import type { Model } from './model.js'

/** What upstream writes for "not expiring". */
export const NO_EXPIRY = '2098-12-31'

/** YYYY-MM-DD; null where no end is planned. */
export function expiryOf({ expiration_date: day }: Model): string | null {
  return day == null || day === NO_EXPIRY ? null : day
}
