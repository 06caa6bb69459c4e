import * as z from 'zod'
import { REJECTION_NOTE, type ParameterDocs } from './parameter-types.js'

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+ -]\d{2}:\d{2}))?$/i
const MINUTE_MS = 60_000
const FIRST = Date.parse('0000-01-01T00:00:00.000Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * A parameter that takes an RFC 3339 date-time with a time zone, or a date, which means midnight UTC. Parses to a canonical string:
 * UTC with milliseconds; finer fractions are truncated.
 */
export function timestampParameter({ description, example }: ParameterDocs) {
  return z
    .string({ error: 'required: a date-time such as 2026-05-01T12:00:00Z, or a date' })
    .regex(
      DATE_TIME,
      'must be an RFC 3339 date-time with a time zone, such as 2026-05-01T12:00:00Z, or a date such as 2026-05-01',
    )
    .transform((text, context): string => {
      const ms = parseTime(text)
      if (ms >= FIRST && ms <= LAST) return new Date(ms).toISOString()
      context.addIssue('no such date or time')
      return z.NEVER
    })
    .meta({
      description: `${description} An RFC 3339 date-time with a time zone, or a date, which means midnight UTC. ${REJECTION_NOTE}`,
      example,
      override: { type: 'string', pattern: undefined },
    })
}

/** Unix milliseconds; NaN for a date or time that does not exist. */
function parseTime(text: string): number {
  const [, date = '', time = '00:00:00', fraction = '', zone = 'Z'] = DATE_TIME.exec(text) ?? []
  const iso = `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
  const local = Date.parse(iso)
  // Date.parse accepts 30 February and 24:00, and returns another day.
  if (Number.isNaN(local) || new Date(local).toISOString() !== iso) return Number.NaN
  return local - offsetOf(zone) * MINUTE_MS
}

/** Minutes east of UTC. An unencoded `+` in a query string arrives as a space. */
function offsetOf(zone: string): number {
  if (/^z$/i.test(zone)) return 0
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  if (hours > 23 || minutes > 59) return Number.NaN
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
