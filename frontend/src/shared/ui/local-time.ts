// Observation times, in the reader's time zone.
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' })

/** `4 Aug 2026`. Takes Unix milliseconds or RFC 3339. */
export function localDay(at: number | string): string {
  return day.format(new Date(at))
}

/** `14:05` */
export function localTime(at: number | string): string {
  return time.format(new Date(at))
}

/** With seconds and time zone, for tooltips. */
export function fullTime(at: number | string): string {
  return full.format(new Date(at))
}
