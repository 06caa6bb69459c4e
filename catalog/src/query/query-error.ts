import type { z } from 'zod'

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

/** The parameters of any route by its schema. @throws QueryError that names the first one that is wrong or unknown */
export function parseParameters<T extends z.ZodObject>(
  schema: T,
  parameters: Readonly<Record<string, string>>,
): z.infer<T> {
  const parsed = schema.safeParse(parameters)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0] // a misspelt name may be why another is missing
  if (issue?.code === 'unrecognized_keys')
    throw new QueryError(
      issue.keys[0] ?? '',
      `is no parameter of this route; it knows ${Object.keys(schema.shape).join(', ')}`,
    )
  throw new QueryError(String(issue?.path[0]), issue?.message ?? 'is not valid')
}
