const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
const minuteMs = 60_000

/** `1 June 2025, 14:05 UTC`; as it came where it is no moment. */
export function momentLabel(moment: string | number): string {
  const at = new Date(typeof moment === 'string' ? moment.replace(' ', '+') : moment)
  return Number.isNaN(at.getTime()) ? String(moment) : `${day.format(at)}, ${time.format(at)} UTC`
}

/** The first moment that a sentence of the service names, in Unix milliseconds; null where it names none. */
export function momentIn(sentence: string | undefined): number | null {
  const at = Date.parse(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/.exec(sentence ?? '')?.[0] ?? '')
  return Number.isNaN(at) ? null : at
}

/** What the service says, with its moments as they are written everywhere on the page. */
export function readable(sentence: string): string {
  const text = sentence.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (moment) => momentLabel(moment))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

/** For a field of date and time, in UTC and whole minutes: `2025-06-01T14:05`. `up`: the next minute where it is none. */
export function fieldValue(unixMs: number, up = false): string {
  const minutes = unixMs / minuteMs
  return new Date((up ? Math.ceil(minutes) : Math.floor(minutes)) * minuteMs).toISOString().slice(0, 16)
}

/** What the list is asked for what was put into such a field. */
export function asOfField(value: string): string {
  return `${value.slice(0, 16)}:00.000Z`
}
