// Which changes a reader wants: the same for the list, the stream, the feeds, and the page's URL.
import * as z from 'zod'
import { changeKindSchema } from '../contract/change-kind.js'
import { encodeQueryValue } from '../query/encode-query-value.js'
import { timestampParameter } from '../query/timestamp-parameter.js'
import { authorList, commaList, flag, idList, optional, REJECTION_NOTE } from '../query/parameter-types.js'

const KINDS: readonly string[] = changeKindSchema.options

const kinds = commaList({
  item: { test: (word) => KINDS.includes(word) },
  expected: `kind of change: expected ${KINDS.join(', ')}`,
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

/** The parameters, each by its name. All that are given must hold. */
export const changeFilterShape = {
  since: optional(
    timestampParameter({ description: 'Changes observed at this moment or later.', example: '2026-08-01' }),
  ),
  until: optional(
    timestampParameter({
      description:
        'Changes observed before this moment. A price that went back later within 24 hours is told where it last moved, which may be after it.',
      example: '2026-08-22T14:05:00Z',
    }),
  ),
  kind: optional(
    kinds.meta({
      description: `Changes of any of these kinds: a comma list of ${KINDS.map((kind) => `\`${kind}\``).join(', ')}. ${REJECTION_NOTE}`,
      example: 'price_changed,model_added',
    }),
  ),
  model: optional(
    idList({
      description:
        'Changes of any of these models, also of removed ones: a comma list of ids. A change of the schema is of no model.',
      example: 'openai/gpt-4o,anthropic/claude-sonnet-4',
    }),
  ),
  author: optional(
    authorList({
      description:
        'Changes of models of any of these authors: a comma list of what stands before the `/` of an id. `~openai/x` is of `openai`. A change of the schema is of no author.',
      example: 'openai,anthropic',
    }),
  ),
  min_percent: optional(
    percent.meta({
      description: `Prices that rose or fell by this much or more, in percent, compared exactly: what \`percent\` rounds up to it does not match, nor does a change without \`percent\`. Of a flapping price the whole way counts, from the first value to the last. A plain decimal with at most two digits after the point. ${REJECTION_NOTE}`,
      example: 10,
      override: { type: 'number', minimum: 0, exclusiveMaximum: 1_000_000, pattern: undefined },
    }),
  ),
  scheduled: optional(
    flag({ description: 'Also prices that only moved between the windows of an unchanged schedule.', example: 'true' }),
  ),
}

export const changeFilterSchema = z.strictObject(changeFilterShape)

/** Normalised: moments in UTC with milliseconds, lists each value once, authors in lower case. Absent: not asked. */
export type ChangeFilter = z.infer<typeof changeFilterSchema>

const NAMES = Object.keys(changeFilterShape) as (keyof ChangeFilter)[]

/** The query string of a filter, without `?`: one spelling for one filter. */
export function serialiseChangeFilter(filter: ChangeFilter): string {
  return NAMES.flatMap((name) =>
    filter[name] === undefined ? [] : [`${name}=${encodeQueryValue(String(filter[name]))}`],
  ).join('&')
}
