import type { Problem } from '@modelkeep/catalog/contract/problem'

/** The service answered, and said no. `detail` is for a person. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code = 'api_problem'
  readonly status: number
  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

/** @throws ApiProblem where the answer is none of success */
export async function refuseProblem(response: Response): Promise<void> {
  if (response.ok) return
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null
  throw new ApiProblem(response.status, problem?.detail ?? `the service answered ${response.status}`)
}

/** JSON of one of the service's own routes, in the shape that its contract gives. @throws ApiProblem @throws TypeError: it cannot be reached */
export async function getJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, { cache: 'no-cache', ...init })
  await refuseProblem(response)
  return (await response.json()) as T
}
