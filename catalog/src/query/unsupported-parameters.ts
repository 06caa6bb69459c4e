// What OpenRouter's list can be asked and the stored data cannot answer. Such a question is refused by name, with the reason: an
// answer that passed it over would be wrong without a sign.
import * as z from 'zod'

interface Unanswered<Name extends string> {
  name: Name
  /** Completes a sentence that begins with the name. */
  reason: string
}

const notListed = (what: string): string =>
  `cannot be answered: ${what}, and OpenRouter's list of models does not say it`

export const UNSUPPORTED_PARAMETERS = [
  {
    name: 'category',
    reason: notListed('categories come from how models are used at OpenRouter'),
    example: 'programming',
  },
  {
    name: 'providers',
    reason: `${notListed('it depends on who hosts a model')}; see the endpoints of one model`,
    example: 'OpenAI,Anthropic',
  },
  { name: 'zdr', reason: notListed('data retention is a property of an endpoint'), example: 'true' },
  { name: 'region', reason: notListed('a region is a property of an endpoint'), example: 'eu' },
  { name: 'distillable', reason: notListed('distillation is a matter of licence'), example: 'true' },
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
] as const satisfies readonly (Unanswered<string> & { example: string })[]

export type UnsupportedParameter = (typeof UNSUPPORTED_PARAMETERS)[number]['name']

const popularity = notListed('popularity is measured on traffic at OpenRouter')
const performance = notListed('speed is measured on traffic at OpenRouter')

export const UNSUPPORTED_SORTS: readonly Unanswered<string>[] = [
  { name: 'most-popular', reason: popularity },
  { name: 'top-weekly', reason: popularity },
  { name: 'throughput-high-to-low', reason: performance },
  { name: 'latency-low-to-high', reason: performance },
]

/** A parameter with which every value is refused. */
function refused(reason: string, example: string) {
  return z
    .string()
    .refine(() => false, reason)
    .optional()
    .meta({ description: `Every value is a 400 that names it: it ${reason}.`, example })
}

/** By name, for the schema of the list. */
export const unsupportedShape = Object.fromEntries(
  UNSUPPORTED_PARAMETERS.map(({ name, reason, example }) => [name, refused(reason, example)]),
) as Record<UnsupportedParameter, ReturnType<typeof refused>>
