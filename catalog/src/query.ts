import { z } from 'zod'
import { outputModalities, type Model } from './model.js'

/** As much of a name as an error repeats. */
const LONGEST_NAME = 80

/** One query parameter that is wrong, or not known. `parameter` is its name as the client wrote it, cut where it is very long. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code = 'bad_query'
  readonly parameter: string
  constructor(parameter: string, problem: string) {
    const shown = parameter.length > LONGEST_NAME ? `${parameter.slice(0, LONGEST_NAME)}…` : parameter
    super(`${shown === '' ? 'a parameter without a name' : shown}: ${problem}`)
    this.parameter = shown
  }
}

const named = 'Anything else, and giving it twice, is a 400 that names it.'

/** A parameter that may be absent, else a whole number in plain decimal digits: no sign, no exponent, no blank. In the contract it is an integer. */
export function optionalNumber(min: number, max: number, { description, example }: { description: string; example: number }) {
  const problem = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,16}$/, problem)
    .transform(Number)
    .refine((n) => n >= min && n <= max, problem)
    .optional()
    .meta({ description: `${description} A whole number from ${min} to ${max}. ${named}`, example, override: { type: 'integer', minimum: min, maximum: max, pattern: undefined } })
}

const optionalModalities = z
  .string()
  .transform((value) => value.split(',').map((word) => word.trim().toLowerCase()))
  .refine((words) => words.every((word) => /^[a-z][a-z0-9_-]{0,31}$/.test(word)), 'must be "all" or a comma list of modalities such as text,image')
  .optional()
  .meta({
    description: `Models that give back any of these: a comma list of modalities (\`text\`, \`image\`, \`audio\`, \`embeddings\`, …), or \`all\`. A word is a letter and up to 31 letters, digits, \`_\` or \`-\`, in any case; one that no model has matches nothing. ${named}`,
    example: 'text,image',
  })

export const listQuerySchema = z.strictObject({
  output_modalities: optionalModalities,
  limit: optionalNumber(1, 1000, { description: 'How many models the page holds at most. Absent: 500 where `offset` is given, else there are no pages.', example: 500 }),
  offset: optionalNumber(0, 2_147_483_647, { description: 'How many matching models to pass over before the page begins. Absent: none. Beyond the last one the page is empty.', example: 0 }),
})

/** What a list is asked for. `output_modalities` any of; absent: every model. Paging only where `limit` or `offset` is given. */
export type ListQuery = z.infer<typeof listQuerySchema>

/** @throws QueryError that names the first parameter that is wrong or unknown */
export function parseListQuery(parameters: Readonly<Record<string, string>>): ListQuery {
  return parseParameters(listQuerySchema, parameters)
}

/** The parameters of any route by its schema. @throws QueryError that names the first one that is wrong or unknown */
export function parseParameters<T extends z.ZodObject>(schema: T, parameters: Readonly<Record<string, string>>): z.infer<T> {
  const parsed = schema.safeParse(parameters)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') throw new QueryError(issue.keys[0] ?? '', `is no parameter of this route; it knows ${Object.keys(schema.shape).join(', ')}`)
  throw new QueryError(String(issue?.path[0]), issue?.message ?? 'is not valid')
}

/** Filters; keeps the order. */
export function matching<T extends { model: Model }>(entries: readonly T[], { output_modalities: wanted }: ListQuery): readonly T[] {
  if (wanted === undefined || wanted.includes('all')) return entries
  return entries.filter(({ model }) => outputModalities(model).some((modality) => wanted.includes(modality)))
}

/** One page, and where the next one begins (null: there is none). Without `limit` and `offset`: everything. */
export function page<T>(items: readonly T[], { limit, offset }: ListQuery): { items: readonly T[]; nextOffset: number | null } {
  if (limit === undefined && offset === undefined) return { items, nextOffset: null }
  const from = offset ?? 0
  const to = from + (limit ?? 500)
  return { items: items.slice(from, to), nextOffset: to < items.length ? to : null }
}
