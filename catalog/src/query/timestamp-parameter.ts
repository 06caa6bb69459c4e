import * as z from 'zod'
import { DATE_TIME, parseTimestamp } from './timestamp.js'
import { REJECTION_NOTE, type ParameterDocs } from './parameter-types.js'

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
      const ms = parseTimestamp(text)
      if (ms !== null) return new Date(ms).toISOString()
      context.addIssue('no such date or time')
      return z.NEVER
    })
    .meta({
      description: `${description} An RFC 3339 date-time with a time zone, or a date, which means midnight UTC. ${REJECTION_NOTE}`,
      example,
      override: { type: 'string', pattern: undefined },
    })
}
