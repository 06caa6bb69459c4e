// RFC 3339 date-times with a time zone, and dates, which mean midnight UTC.

export const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+ -]\d{2}:\d{2}))?$/i
const MINUTE_MS = 60_000
const FIRST = Date.parse('0000-01-01T00:00:00.000Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/** Unix milliseconds; null for a text in another format, or a date or time that does not exist. Finer fractions are truncated. */
export function parseTimestamp(text: string): number | null {
  const match = DATE_TIME.exec(text)
  if (match === null) return null
  const [, date = '', time = '00:00:00', fraction = '', zone = 'Z'] = match
  const local = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
  // Date.parse accepts 30 February and 24:00, and returns another day.
  if (Number.isNaN(local) || new Date(local).getUTCDate() !== Number(date.slice(-2))) return null
  const ms = local - offsetOf(zone) * MINUTE_MS
  return ms >= FIRST && ms <= LAST ? ms : null
}

/** Minutes east of UTC. An unencoded `+` in a query string arrives as a space. */
function offsetOf(zone: string): number {
  if (/^z$/i.test(zone)) return 0
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  if (hours > 23 || minutes > 59) return Number.NaN
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
