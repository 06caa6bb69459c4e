import { parseTimestamp } from '../query/timestamp.js'
import type { Period } from './overlay.js'
import type { Place } from './place.js'

const EXPECTED = 'expected a date such as 2026-07-01, which means midnight UTC, or a time such as 2026-07-01T12:00:00Z'

/** `from` and `to` of an entry. A time that cannot be read is reported, and open. */
export function readPeriod(entry: Readonly<Record<string, unknown>>, place: Place): Period {
  const period = { from: readTime(entry['from'], place.at('from')), to: readTime(entry['to'], place.at('to')) }
  if (period.from !== null && period.to !== null && period.from >= period.to)
    place.at('to').report('must be later than from')
  return period
}

function readTime(value: unknown, place: Place): number | null {
  if (value === undefined || value === null) return null
  const time = typeof value === 'string' ? parseTimestamp(value) : null
  if (time === null) place.report(EXPECTED)
  return time
}
