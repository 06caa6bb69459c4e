import { startOfUtcDay, utcDayLabel } from '@modelkeep/catalog/model/day-label'

const dayMs = 86_400_000

/** `4 Aug 2026`, in UTC, so that every reader sees the same day; `–` when unknown. */
export function dateLabel(unixSeconds: number | null | undefined): string {
  return unixSeconds == null ? '–' : utcDayLabel(unixSeconds * 1000)
}

/** `2026-08-04`, in UTC. */
export function isoDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10)
}

/** Whole days from `now` (Unix milliseconds) until a day (YYYY-MM-DD) begins, in UTC: 0 is today, negative is in the past. */
export function daysUntil(day: string | null, now: number): number | null {
  const time = day === null ? null : startOfUtcDay(day)
  return time === null ? null : Math.round((time - Math.floor(now / dayMs) * dayMs) / dayMs)
}
