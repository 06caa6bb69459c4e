/** Resources: a model, and the latest changes. */
import { ResourceNotFoundError, type ReadResourceResult } from '@modelcontextprotocol/server'
import { HttpProblem } from '../http/response/problem.js'
import { listChanges } from '../http/routes/history/list-changes.js'
import { getModel } from '../http/routes/models/get-model.js'
import type { Reading, RouteApi } from './route-api.js'

const latestChanges = 'modelkeep://changes/latest'
const models = 'modelkeep://models/'
const mimeType = 'application/json'

export const resources = [
  {
    uri: latestChanges,
    name: 'latest-changes',
    title: 'Latest changes',
    description: 'The newest 20 changes of the catalogue. Prices are USD per token, per image or per request.',
    mimeType,
  },
]

export const resourceTemplates = [
  {
    uriTemplate: `${models}{+id}`,
    name: 'model',
    title: 'A model',
    description: 'One model by its id, such as `modelkeep://models/openai/gpt-4o`. Prices are USD per token.',
    mimeType,
  },
]

/** JSON of the route's response with `age_seconds` and `source`. @throws ResourceNotFoundError, and what the route's handler throws */
export async function readResource(uri: string, api: RouteApi): Promise<ReadResourceResult> {
  const { text, ageSeconds, source } = await read(uri, api)
  const content = { ...(JSON.parse(text) as object), age_seconds: ageSeconds, source }
  return { contents: [{ uri, mimeType, text: JSON.stringify(content) }] }
}

async function read(uri: string, api: RouteApi): Promise<Reading> {
  if (uri === latestChanges) return api.read(listChanges, { query: { limit: '20' } })
  const id = uri.startsWith(models) ? decoded(uri.slice(models.length)) : null
  if (id === null || id === '') throw new ResourceNotFoundError(uri)
  try {
    return await api.read(getModel, { params: { id } })
  } catch (error) {
    if (error instanceof HttpProblem && error.status === 404) throw new ResourceNotFoundError(uri, error.message)
    throw error
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
