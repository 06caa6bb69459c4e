import { tierSchema } from '@modelkeep/catalog/contract/health'
import { lifecycleListSchema, type LifecycleList } from '@modelkeep/catalog/contract/lifecycle'
import { modelHistoryResponseSchema } from '@modelkeep/catalog/contract/model-history'
import { serialiseListQuery } from '@modelkeep/catalog/query/list-query'
import { SourceError, type ModelListing, type ModelSource } from './model-source.js'
import { createServiceClient, refusal } from './service-client.js'
import { servicePricing } from './service-pricing.js'

/** A running service. `say` receives messages about it. */
export function serviceSource(url: string, say: (message: string) => void): ModelSource {
  const client = createServiceClient(url)
  return {
    list: async (query): Promise<ModelListing> => {
      const parameters = serialiseListQuery(query)
      const response = await client.send(`/api/models${parameters === '' ? '' : `?${parameters}`}`)
      if (!response.ok) throw refusal(client, response)
      const { headers, body } = response
      const tier = tierSchema.safeParse(headers.get('x-data-source'))
      if (!tier.success)
        throw new SourceError(`${client.base} is not Modelkeep: its response has no X-Data-Source header`)
      return { body, tier: tier.data, ageSeconds: Number(headers.get('age') ?? 0), where: client.base }
    },
    lifecycle: async () => {
      const response = await client.send('/api/lifecycle')
      if (response.status === 404) return null // of an older service
      if (!response.ok) throw refusal(client, response)
      return readLifecycle(response.body, client.base)
    },
    pricing: async () => servicePricing(client, { say }),
    history: async (id) => {
      const response = await client.send(`/api/models/${id.split('/').map(encodeURIComponent).join('/')}/history`)
      if (response.status === 404) return null
      if (!response.ok) throw refusal(client, response)
      const parsed = modelHistoryResponseSchema.safeParse(jsonOf(response.body))
      if (!parsed.success) throw new SourceError(`the response of ${client.base} is not the history of a model`)
      return parsed.data.data
    },
    close: async () => {},
  }
}

/** `where`: the origin, for messages. @throws SourceError */
export function readLifecycle(text: string, where: string): LifecycleList {
  const parsed = lifecycleListSchema.safeParse(jsonOf(text))
  if (!parsed.success) throw new SourceError(`the response of ${where} is not a list of lifecycles`)
  return parsed.data
}

/** undefined if it is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
