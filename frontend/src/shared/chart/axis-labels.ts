const dayS = 86_400
const formats = {
  year: new Intl.DateTimeFormat('en-GB', { year: 'numeric' }),
  month: new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit' }),
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  dayAndTime: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
  time: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }),
  seconds: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
}

/** Labels of a time axis; times of more than one day include the day. @param splits Unix seconds @param step seconds between two splits */
export function axisLabels(splits: readonly number[], step: number): string[] {
  const format = formats[unitOf(splits, step)]
  return withoutRepeats(splits.map((split) => format.format(split * 1000).replace(',', '')))
}

/** A label equal to an earlier one is empty: two marks with the same label look like a fault of the axis. */
export function withoutRepeats(labels: readonly string[]): string[] {
  return labels.map((label, at) => (labels.indexOf(label) === at ? label : ''))
}

/** Px between two marks, with room for the labels of `axisLabels`. @param span seconds from the start to the end of the axis */
export function axisSpacing(span: number): number {
  return span < 3 * dayS ? 104 : 64
}

function unitOf(splits: readonly number[], step: number): keyof typeof formats {
  if (step >= 365 * dayS) return 'year'
  if (step >= 28 * dayS) return 'month'
  if (step >= dayS) return 'day'
  const days = new Set(splits.map((split) => formats.day.format(split * 1000)))
  if (days.size > 1) return 'dayAndTime'
  return step >= 60 ? 'time' : 'seconds'
}
