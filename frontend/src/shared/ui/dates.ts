const dayMs = 86_400_000
/** Upstream writes it where no end is planned. */
const never = '2098-12-31'
const isoDay = /^\d{4}-\d{2}-\d{2}$/
// By hand: a formatter of the browser's own takes some 10 ms to be made, which the first paint would wait for.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']

/** `4 Aug 2026`, in UTC, so that everybody reads the same day; `–` where it is not known. */
export function dateLabel(unixSeconds: number | null | undefined): string {
  return unixSeconds == null ? '–' : format(unixSeconds * 1000)
}

/** `2026-08-04`, in UTC. */
export function isoDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10)
}

/** `10 Aug 2026` for `2026-08-10`; as it came where it is no day. */
export function dayLabel(day: string): string {
  const time = startOf(day)
  return time === null ? day : format(time)
}

/**
 * Whole days from now (Unix milliseconds) until a day (YYYY-MM-DD) begins, in UTC: 0 is today, below 0 is past. null: no day, or
 * 2098-12-31, which stands for never.
 */
export function daysUntil(day: string | null | undefined, now: number): number | null {
  const time = day == null || day === never ? null : startOf(day)
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
