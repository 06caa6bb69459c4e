// How a moment is read from a query string.
import * as z from 'zod'
import { REJECTION_NOTE, type ParameterDocs } from './parameter-types.js'

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+ -]\d{2}:\d{2}))?$/i
const MINUTE_MS = 60_000
const FIRST = Date.parse('0000-01-01T00:00:00.000Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * A date-time of RFC 3339 with its zone, or a date alone, which is its midnight in UTC. One spelling for one moment: UTC with
 * milliseconds, what is finer cut off.
 */
export function timestampParameter({ description, example }: ParameterDocs) {
  return z
    .string({ error: 'is required: a date-time such as 2026-05-01T12:00:00Z, or a date' })
    .regex(
      MOMENT,
      'must be a date-time with its zone such as 2026-05-01T12:00:00Z (RFC 3339), or a date such as 2026-05-01',
    )
    .transform((text, context): string => {
      const ms = momentOf(text)
      if (ms >= FIRST && ms <= LAST) return new Date(ms).toISOString()
      context.addIssue('there is no such date and time')
      return z.NEVER
    })
    .meta({
      description: `${description} A date-time of RFC 3339 with its zone, or a date alone, which is its midnight in UTC. ${REJECTION_NOTE}`,
      example,
      override: { type: 'string', pattern: undefined },
    })
}

/** Unix milliseconds; NaN where no calendar or clock shows it. */
function momentOf(text: string): number {
  const [, date = '', time = '00:00:00', fraction = '', zone = 'Z'] = MOMENT.exec(text) ?? []
  const iso = `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
  const local = Date.parse(iso)
  // What Date.parse makes of a 30th of February, or of 24:00, is another day.
  if (Number.isNaN(local) || new Date(local).toISOString() !== iso) return Number.NaN
  return local - offsetOf(zone) * MINUTE_MS
}

/** Minutes east of UTC. A `+` that was sent as it is comes as a blank: query strings are written so. */
function offsetOf(zone: string): number {
  if (/^z$/i.test(zone)) return 0
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  if (hours > 23 || minutes > 59) return Number.NaN
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
