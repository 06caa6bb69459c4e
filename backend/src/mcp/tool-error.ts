import { nearIds } from '@modelkeep/catalog/query/near-ids'
import { SourceError } from '../cli/source/model-source.js'
import { asProblem, HttpProblem } from '../http/response/problem.js'
import { listModels } from '../http/routes/models/list-models.js'
import type { RouteApi } from './route-api.js'

/** Why a tool failed, for the agent: what is wrong, and what to change. Never contains the cause of an unexpected error. */
export async function explainFailure(
  error: unknown,
  args: Readonly<Record<string, unknown>>,
  api: RouteApi,
): Promise<string> {
  if (error instanceof SourceError) return error.message
  const problem = asProblem(error)
  const id = args['id'] ?? args['model']
  const isUnknown = problem.status === 404 && typeof id === 'string'
  return `${problem.message}${isUnknown ? await suggestion(id, api) : waitingTime(problem)}`
}

/** Whether the cause is neither the arguments nor a dependency that is down. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof SourceError) && asProblem(error).status === 500
}

async function suggestion(id: string, api: RouteApi): Promise<string> {
  try {
    const { text } = await api.read(listModels, { query: { fields: 'id' } })
    const { data } = JSON.parse(text) as { data: readonly { id: string }[] }
    const near = nearIds(
      id.slice(0, 255),
      data.map((model) => model.id),
    )
    return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '; find_models with `q` finds ids'
  } catch {
    return ''
  }
}

function waitingTime({ headers }: HttpProblem): string {
  const seconds = headers['Retry-After']
  return seconds === undefined ? '' : `; try again in ${seconds} s`
}
