// The time windows of `pricing.overrides`: times of day (HHMM, UTC) and days of the week.

export interface TimeWindow {
  /** `1030` is 10:30. Absent: the start of the day. */
  utc_start?: number | undefined
  /** Exclusive; before `utc_start` in a window across midnight. Absent: the end of the day. */
  utc_end?: number | undefined
  /** English names such as `saturday`. Absent: every day. */
  utc_days?: readonly string[] | undefined
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** Whether an override depends on the time of day or the day of the week. */
export function isTimed({ utc_start: start, utc_end: end, utc_days: days }: TimeWindow): boolean {
  return start !== undefined || end !== undefined || days !== undefined
}

/** Whether `at` is within the window; true when it has none. The day is that of `at`, also in windows across midnight. */
export function isOpenAt({ utc_start: start = 0, utc_end: end = 2400, utc_days: days }: TimeWindow, at: Date): boolean {
  if (days !== undefined && !days.some((day) => day.toLowerCase() === DAYS[at.getUTCDay()])) return false
  const clock = at.getUTCHours() * 100 + at.getUTCMinutes()
  if (start === end) return true
  return start < end ? clock >= start && clock < end : clock >= start || clock < end
}
