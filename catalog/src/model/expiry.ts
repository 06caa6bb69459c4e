import type { Model } from './model.js'

/** Upstream's value for "no expiry date". */
const NO_EXPIRY = '2098-12-31'

const startsWithDay = /^\d{4}-\d{2}-\d{2}(?:$|[T ])/

/**
 * The day from which the model may be removed (YYYY-MM-DD), or null. Of a date with a time it is the day in UTC. Without an offset the
 * time is in UTC.
 */
export function expiryOf({ expiration_date: date }: Pick<Model, 'expiration_date'>): string | null {
  if (date == null || !startsWithDay.test(date)) return null
  const time = Date.parse(date.length > 10 && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(date) ? `${date}Z` : date)
  const day = Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10)
  return day === NO_EXPIRY ? null : day
}
