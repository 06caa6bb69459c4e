import { z } from 'zod'
import { outputModalities, type Model } from './model.js'

/** One list parameter that is wrong, or not known. `parameter` is its name as the client wrote it. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code = 'bad_query'
  readonly parameter: string
  constructor(parameter: string, problem: string) {
    super(`${parameter}: ${problem}`)
    this.parameter = parameter
  }
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`)

const modalityList = z
  .string()
  .transform((value) => value.split(',').map((word) => word.trim().toLowerCase()))
  .refine((words) => words.every((word) => /^[a-z][a-z0-9_-]{0,31}$/.test(word)), 'must be "all" or a comma list of modalities such as text,image')

export const listQuerySchema = z.strictObject({
  output_modalities: modalityList.optional(),
  limit: wholeNumber(1, 1000).optional(),
  offset: wholeNumber(0, 2_147_483_647).optional(),
})

/** What a list is asked for. `output_modalities` any of; absent: every model. Paging only where `limit` or `offset` is given. */
export type ListQuery = z.infer<typeof listQuerySchema>

/** @throws QueryError that names the first parameter that is wrong or unknown */
export function parseListQuery(parameters: Readonly<Record<string, string>>): ListQuery {
  const parsed = listQuerySchema.safeParse(parameters)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') throw new QueryError(issue.keys[0] ?? '', `is no parameter of this route; it knows ${Object.keys(listQuerySchema.shape).join(', ')}`)
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
