// When something was observed: an instant, said by the reader's own clock.
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' })

/** `4 Aug 2026`, where the reader is. Of Unix milliseconds, or of RFC 3339. */
export function localDay(moment: number | string): string {
  return day.format(new Date(moment))
}

/** `14:05`, where the reader is. */
export function localTime(moment: number | string): string {
  return time.format(new Date(moment))
}

/** To the second and with its zone, for a title. */
export function wholeMoment(moment: number | string): string {
  return whole.format(new Date(moment))
}
