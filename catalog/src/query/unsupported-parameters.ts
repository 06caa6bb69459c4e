// Parameters and sort orders of OpenRouter's list that the stored data cannot support. They are rejected with a reason, because
// ignoring them would silently give wrong results.
import * as z from 'zod'

interface Unsupported<Name extends string> {
  name: Name
  /** Follows the name in the error message. */
  reason: string
}

const notListed = (what: string): string => `is not supported: ${what}, which OpenRouter's model list does not contain`

export const UNSUPPORTED_PARAMETERS = [
  {
    name: 'category',
    reason: notListed('categories are derived from usage at OpenRouter'),
    example: 'programming',
  },
  {
    name: 'providers',
    reason: `${notListed('it depends on the hosts of a model')}; see the endpoints of a model`,
    example: 'OpenAI,Anthropic',
  },
  { name: 'zdr', reason: notListed('data retention is a property of an endpoint'), example: 'true' },
  { name: 'region', reason: notListed('a region is a property of an endpoint'), example: 'eu' },
  { name: 'distillable', reason: notListed('distillation depends on the licence'), example: 'true' },
  {
    name: 'min_tool_success_rate',
    reason: notListed('success rates are measured on traffic at OpenRouter'),
    example: '0.9',
  },
  {
    name: 'max_tool_success_rate',
    reason: notListed('success rates are measured on traffic at OpenRouter'),
    example: '1',
  },
] as const satisfies readonly (Unsupported<string> & { example: string })[]

export type UnsupportedParameter = (typeof UNSUPPORTED_PARAMETERS)[number]['name']

const popularity = notListed('popularity is measured on traffic at OpenRouter')
const performance = notListed('speed is measured on traffic at OpenRouter')

export const UNSUPPORTED_SORTS: readonly Unsupported<string>[] = [
  { name: 'most-popular', reason: popularity },
  { name: 'top-weekly', reason: popularity },
  { name: 'throughput-high-to-low', reason: performance },
  { name: 'latency-low-to-high', reason: performance },
]

/** A parameter that rejects every value. */
function rejectAll(reason: string, example: string) {
  return z
    .string()
    .refine(() => false, reason)
    .optional()
    .meta({ description: `Rejected with 400: it ${reason}.`, example })
}

export const unsupportedShape = Object.fromEntries(
  UNSUPPORTED_PARAMETERS.map(({ name, reason, example }) => [name, rejectAll(reason, example)]),
) as Record<UnsupportedParameter, ReturnType<typeof rejectAll>>
