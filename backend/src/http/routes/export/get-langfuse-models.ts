import { langfuseModelsSchema } from '@modelkeep/catalog/contract/price-export'
import { langfuseModels } from '@modelkeep/catalog/export/langfuse'
import { exportServices, omittedPrices, priceExport } from '../../bodies/price-export.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { langfuseModels as example } from '../../openapi/export-examples.js'
import { defineRoute } from '../../route.js'

export const getLangfuseModels = defineRoute({
  method: 'GET',
  path: '/api/export/langfuse.json',
  responses: { 'application/json': { schema: langfuseModelsSchema, example } },
  responseHeaders: omittedPrices,
  docs: {
    id: 'getLangfuseModels',
    tag: 'Cost',
    summary: 'Export dated prices for Langfuse',
    description:
      'The prices of every model that was ever listed as model definitions of Langfuse, each the body of one `POST /api/public/models`: one for each price that a model ever had, with its start and its tiers. A removed model keeps its last prices. Own prices and private models are included; the names of their tiers begin with `Own price`.',
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: 'history',
  load: 'work',
  services: exportServices,
  handle: (_, services) =>
    priceExport(services, {
      exportModels: (sources) => (id) => langfuseModels(id, sources),
      body: (entriesOf) => `[${entriesOf(() => true)}]`,
    }),
})
