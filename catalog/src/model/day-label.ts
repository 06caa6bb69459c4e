const isoDay = /^\d{4}-\d{2}-\d{2}$/
// Formatted by hand: creating an Intl formatter takes about 10 ms, which would delay the page's first paint.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']

/** `10 Aug 2026` for `2026-08-10`; other texts are returned unchanged. */
export function dayLabel(day: string): string {
  const time = startOfUtcDay(day)
  return time === null ? day : utcDayLabel(time)
}

/** `4 Aug 2026`, in UTC, so that every reader sees the same day. Takes Unix milliseconds. */
export function utcDayLabel(time: number): string {
  const date = new Date(time)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** In Unix milliseconds; null if the text is not a day of the calendar (YYYY-MM-DD). */
export function startOfUtcDay(day: string): number | null {
  const time = isoDay.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // Date.parse takes 31 February for a day in March.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : time
}
