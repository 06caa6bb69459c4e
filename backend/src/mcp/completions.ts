/** Completions: ids of models that begin with what was typed. */
import {
  ProtocolError,
  ProtocolErrorCode,
  type CompleteRequest,
  type CompleteResult,
} from '@modelcontextprotocol/server'
import { listModels } from '../http/routes/models/list-models.js'
import { prompts } from './prompts.js'
import { resourceTemplates } from './resources.js'
import type { RouteApi } from './route-api.js'

const maxSuggestions = 20

/** Suggests ids for `id` of the resource, and for the last of the `ids` of a prompt; nothing for other arguments. @throws ProtocolError */
export async function complete({ ref, argument }: CompleteRequest['params'], api: RouteApi): Promise<CompleteResult> {
  const isKnown =
    ref.type === 'ref/prompt'
      ? prompts.some(({ name }) => name === ref.name)
      : resourceTemplates.some(({ uriTemplate }) => uriTemplate === ref.uri)
  if (!isKnown) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'there is no such prompt or resource template')
  const takesIds = argument.name === (ref.type === 'ref/prompt' ? 'ids' : 'id')
  const values = takesIds ? await idsCompleting(argument.value, api) : []
  const hasMore = values.length > maxSuggestions
  return { completion: { values: values.slice(0, maxSuggestions), total: values.length, hasMore } }
}

/** Completes the last of several comma-separated ids, and keeps those before it. */
async function idsCompleting(typed: string, api: RouteApi): Promise<string[]> {
  const [before, prefix] = /^(.*,\s*)?(.*)$/s.exec(typed)!.slice(1)
  const { text } = await api.read(listModels, { query: { fields: 'id' } })
  const { data } = JSON.parse(text) as { data: { id: string }[] }
  const matching = data.filter(({ id }) => id.toLowerCase().startsWith((prefix ?? '').toLowerCase()))
  return matching.map(({ id }) => `${before ?? ''}${id}`).toSorted()
}
