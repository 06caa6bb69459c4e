const dayMs = 86_400_000
const isoDay = /^\d{4}-\d{2}-\d{2}$/
// Formatted by hand: creating an Intl formatter takes about 10 ms, which would delay the first paint.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']

/** `4 Aug 2026`, in UTC, so that every reader sees the same day; `–` when unknown. */
export function dateLabel(unixSeconds: number | null | undefined): string {
  return unixSeconds == null ? '–' : format(unixSeconds * 1000)
}

/** `2026-08-04`, in UTC. */
export function isoDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10)
}

/** `10 Aug 2026` for `2026-08-10`; other texts are returned unchanged. */
export function dayLabel(day: string): string {
  const time = startOf(day)
  return time === null ? day : format(time)
}

/** Whole days from `now` (Unix milliseconds) until a day (YYYY-MM-DD) begins, in UTC: 0 is today, negative is in the past. */
export function daysUntil(day: string | null, now: number): number | null {
  const time = day === null ? null : startOf(day)
  return time === null ? null : Math.round((time - Math.floor(now / dayMs) * dayMs) / dayMs)
}

function startOf(day: string): number | null {
  const time = isoDay.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  return Number.isNaN(time) ? null : time
}

function format(time: number): string {
  const date = new Date(time)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}
