import type { z } from 'zod'

/** Longer parameter names are truncated in errors. */
const MAX_SHOWN_NAME = 80

/** An invalid or unknown query parameter. `parameter` is its name as the client sent it, truncated if it is very long. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code = 'bad_query'
  readonly parameter: string
  constructor(parameter: string, problem: string) {
    const shown = parameter.length > MAX_SHOWN_NAME ? `${parameter.slice(0, MAX_SHOWN_NAME)}…` : parameter
    super(`${shown === '' ? 'parameter without a name' : shown}: ${problem}`)
    this.parameter = shown
  }
}

/** Parses query parameters by a schema. @throws QueryError naming the first invalid or unknown parameter */
export function parseParameters<T extends z.ZodObject>(
  schema: T,
  parameters: Readonly<Record<string, string>>,
): z.infer<T> {
  const parsed = schema.safeParse(parameters)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0] // a misspelt parameter may be the reason why a required one is missing
  if (issue?.code === 'unrecognized_keys')
    throw new QueryError(
      issue.keys[0] ?? '',
      `unknown parameter; expected one of ${Object.keys(schema.shape).join(', ')}`,
    )
  throw new QueryError(String(issue?.path[0]), issue?.message ?? 'is invalid')
}
