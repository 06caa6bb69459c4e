// Historical times, in UTC.
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
const timestamp = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/
const minuteMs = 60_000

/** `1 Jun 2025, 14:05 UTC`; malformed times are returned unchanged. */
export function utcLabel(timeOrText: string | number): string {
  const at = new Date(typeof timeOrText === 'string' ? timeOrText.replace(' ', '+') : timeOrText)
  return Number.isNaN(at.getTime()) ? String(timeOrText) : `${day.format(at)}, ${time.format(at)} UTC`
}

/** The first timestamp in a message of the service, in Unix milliseconds; null when there is none. */
export function timeIn(message: string | undefined): number | null {
  const at = Date.parse(timestamp.exec(message ?? '')?.[0] ?? '')
  return Number.isNaN(at) ? null : at
}

/** A message of the service as a sentence, with its timestamps formatted for people. */
export function asSentence(message: string): string {
  const text = message.replaceAll(new RegExp(timestamp, 'g'), (at) => utcLabel(at))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

/** The value of a datetime-local field, in UTC and whole minutes: `2025-06-01T14:05`. `up` rounds up to the next minute. */
export function fieldValue(unixMs: number, up = false): string {
  const minutes = unixMs / minuteMs
  return new Date((up ? Math.ceil(minutes) : Math.floor(minutes)) * minuteMs).toISOString().slice(0, 16)
}

/** The `as_of` of the value of a datetime-local field. */
export function asOfField(value: string): string {
  return `${value.slice(0, 16)}:00.000Z`
}
