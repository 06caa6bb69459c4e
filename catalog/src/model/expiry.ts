import type { Model } from './model.js'

/** Upstream's value for "no expiry date". No model has a later one. */
const NO_EXPIRY = '2098-12-31'

const dayAndTime = /^(\d{4}-\d{2}-\d{2})(?:$|[T ](.*))/i

/** The day from which the model may be removed (YYYY-MM-DD), or null. */
export function expiryOf({ expiration_date: date }: Pick<Model, 'expiration_date'>): string | null {
  const day = dayIn(date ?? '')
  return day === null || day >= NO_EXPIRY ? null : day
}

/** Whether upstream says that the model does not expire. Without a date it says nothing. */
export function isWithoutExpiry({ expiration_date: date }: Pick<Model, 'expiration_date'>): boolean {
  const day = dayIn(date ?? '')
  return day !== null && day >= NO_EXPIRY
}

/**
 * The day (YYYY-MM-DD) that a text starts with; null if it starts with none. Of a date with a time it is the day in UTC. Without an offset
 * the time is in UTC; a time that cannot be read is ignored.
 */
export function dayIn(text: string): string | null {
  const [, written, time] = dayAndTime.exec(text) ?? []
  if (written === undefined || dayOf(Date.parse(written)) !== written) return null // such as 30 February
  return (time && dayOf(Date.parse(`${written}T${withOffset(time)}`))) || written
}

/** In the form that `Date.parse` reads. */
function withOffset(time: string): string {
  const offset = /(.*?) ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/i.exec(time)
  const [, clock = time, zone = 'Z'] = offset ?? []
  return clock + (/^[+-]/.test(zone) ? zone.padEnd(5, '0') : 'Z')
}

function dayOf(time: number): string | null {
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10)
}
