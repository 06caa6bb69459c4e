const dayS = 86_400
const formats = {
  year: new Intl.DateTimeFormat('en-GB', { year: 'numeric' }),
  month: new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit' }),
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  time: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }),
}

/** Words for the marks of an axis of time. @param splits Unix seconds @param step seconds between two of them */
export function axisMoments(splits: readonly number[], step: number): string[] {
  const format =
    step >= 365 * dayS ? formats.year : step >= 28 * dayS ? formats.month : step >= dayS ? formats.day : formats.time
  return splits.map((split) => format.format(split * 1000))
}
