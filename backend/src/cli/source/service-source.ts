import { tierSchema } from '@modelkeep/catalog/contract/health'
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
    pricing: async () => servicePricing(client, { say }),
    close: async () => {},
  }
}
