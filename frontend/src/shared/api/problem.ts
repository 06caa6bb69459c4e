import type { Problem } from '@modelkeep/catalog/contract/problem'

/** An error response of the service. The message is the problem's `detail`, written for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code = 'api_problem'
  readonly status: number
  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

/** The service runs without a database (`DATABASE_URL=off`), so it has no history and trying again does not help. */
export function isWithoutDatabase(error: Error): boolean {
  return error instanceof ApiProblem && error.status === 503 && error.message.endsWith(': it is off')
}

/** @throws ApiProblem unless the response is a success */
export async function throwIfProblem(response: Response): Promise<void> {
  if (response.ok) return
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null
  throw new ApiProblem(response.status, problem?.detail ?? `the service responded with ${response.status}`)
}

/** JSON of one of the service's routes. @throws ApiProblem @throws TypeError: the service is unreachable */
export async function getJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, { cache: 'no-cache', ...init })
  await throwIfProblem(response)
  return (await response.json()) as T
}
