const dayS = 86_400
const formats = {
  year: new Intl.DateTimeFormat('en-GB', { year: 'numeric' }),
  month: new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit' }),
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  time: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }),
}

/** Labels of a time axis. @param splits Unix seconds @param step seconds between two splits */
export function axisLabels(splits: readonly number[], step: number): string[] {
  const format =
    step >= 365 * dayS ? formats.year : step >= 28 * dayS ? formats.month : step >= dayS ? formats.day : formats.time
  return splits.map((split) => format.format(split * 1000))
}
