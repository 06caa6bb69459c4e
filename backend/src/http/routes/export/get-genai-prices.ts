import { genaiPricesSchema } from '@modelkeep/catalog/contract/price-export'
import { GENAI_OWN_PROVIDER, GENAI_PROVIDER, genaiModel } from '@modelkeep/catalog/export/genai-prices'
import { pricedIds } from '@modelkeep/catalog/export/price-periods'
import { exportServices, omittedPrices, priceExport } from '../../bodies/price-export.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { genaiPrices as example } from '../../openapi/export-examples.js'
import { defineRoute } from '../../route.js'

export const getGenaiPrices = defineRoute({
  method: 'GET',
  path: '/api/export/genai-prices.json',
  responses: { 'application/json': { schema: genaiPricesSchema, example } },
  responseHeaders: omittedPrices,
  docs: {
    id: 'getGenaiPrices',
    tag: 'Cost',
    summary: 'Export dated prices for genai-prices',
    description:
      "The prices of every model that was ever listed, in version 2 of the format of pydantic's `genai-prices`, with tiers and the days on which prices changed. A price applies from 00:00 UTC of the day it was observed; a removed model keeps its last prices. Own prices apply in their periods, and `price_comments` marks them; private models have the provider `overlay`.",
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: 'history',
  load: 'work',
  services: exportServices,
  handle: (_, services) =>
    priceExport(services, {
      exportModels: (sources) => {
        const isAmbiguous = differsOnlyInCase(pricedIds(sources))
        return (id) => genaiModel(id, sources, isAmbiguous)
      },
      body: (entriesOf, isPrivate) => {
        const ofUpstream = provider(
          GENAI_PROVIDER,
          entriesOf((id) => !isPrivate(id)),
        )
        const own = entriesOf(isPrivate)
        return `[${ofUpstream}${own === '' ? '' : `,${provider(GENAI_OWN_PROVIDER, own)}`}]`
      },
    }),
})

function provider(facts: object, models: string): string {
  return `${JSON.stringify(facts).slice(0, -1)},"models":[${models}]}`
}

function differsOnlyInCase(ids: readonly string[]): (id: string) => boolean {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id.toLowerCase(), (counts.get(id.toLowerCase()) ?? 0) + 1)
  return (id) => (counts.get(id.toLowerCase()) ?? 0) > 1
}
