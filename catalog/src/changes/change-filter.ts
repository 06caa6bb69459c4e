// The filter of changes, shared by the list, the stream, the feeds, and the page's URL.
import * as z from 'zod'
import { changeKindSchema } from '../contract/change-kind.js'
import { encodeQueryValue } from '../query/encode-query-value.js'
import { timestampParameter } from '../query/timestamp-parameter.js'
import { authorList, commaList, flag, idList, optional, REJECTION_NOTE } from '../query/parameter-types.js'

const KINDS: readonly string[] = changeKindSchema.options

const kinds = commaList({
  item: { test: (word) => KINDS.includes(word) },
  expected: `a kind of change: ${KINDS.join(', ')}`,
  max: 100,
  normalise: (items) => [...new Set(items)].toSorted(),
})

const percent = z
  .string()
  .regex(
    /^\d{1,6}(?:\.\d{1,2})?$/,
    'must be a plain decimal such as 5 or 12.5, with at most six digits before the point and two after',
  )
  .transform(Number)

/** A change matches if it matches all given parameters. */
export const changeFilterShape = {
  since: optional(
    timestampParameter({ description: 'Changes observed at or after this time.', example: '2026-08-01' }),
  ),
  until: optional(
    timestampParameter({
      description:
        'Changes observed before this time. A flapping price is listed at its latest move, which may be later.',
      example: '2026-08-22T14:05:00Z',
    }),
  ),
  kind: optional(
    kinds.meta({
      description: `Changes of any of these kinds (comma-separated): ${KINDS.map((kind) => `\`${kind}\``).join(', ')}. ${REJECTION_NOTE}`,
      example: 'price_changed,model_added',
    }),
  ),
  model: optional(
    idList({
      description:
        'Changes of any of these models (comma-separated ids), including removed ones. An id with a routing suffix such as `:nitro` that was no model of its own is the model without it. Schema changes belong to no model.',
      example: 'openai/gpt-4o,anthropic/claude-sonnet-4',
    }),
  ),
  author: optional(
    authorList({
      description:
        'Changes of models by any of these authors (comma-separated). The author is the part of the id before the `/`; `~openai/x` belongs to `openai`. Schema changes belong to no author.',
      example: 'openai,anthropic',
    }),
  ),
  min_percent: optional(
    percent.meta({
      description: `Prices that rose or fell by at least this many percent, compared exactly, before \`percent\` is rounded. Changes without \`percent\` do not match. For a flapping price the first and last values are compared. A plain decimal with at most two digits after the point. ${REJECTION_NOTE}`,
      example: 10,
      override: { type: 'number', minimum: 0, exclusiveMaximum: 1_000_000, pattern: undefined },
    }),
  ),
  scheduled: optional(
    flag({
      description: 'Include prices that only moved between the time windows of an unchanged schedule.',
      example: 'true',
    }),
  ),
}

export const changeFilterSchema = z.strictObject(changeFilterShape)

/** Normalised: times in UTC with milliseconds, distinct list values, authors in lower case. Absent parameters do not filter. */
export type ChangeFilter = z.infer<typeof changeFilterSchema>

const NAMES = Object.keys(changeFilterShape) as (keyof ChangeFilter)[]

/** The canonical query string of a filter, without `?`. */
export function serialiseChangeFilter(filter: ChangeFilter): string {
  return NAMES.flatMap((name) =>
    filter[name] === undefined ? [] : [`${name}=${encodeQueryValue(String(filter[name]))}`],
  ).join('&')
}
