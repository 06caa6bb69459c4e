import { liteLlmDocumentSchema } from '@modelkeep/catalog/contract/mirrors'
import { mirrorQuery, mirrorServices, provenance, respondWithMirror } from '../../bodies/mirrored-document.js'
import { historyUnavailable, notMirrored } from '../../openapi/errors.js'
import { liteLlm as example } from '../../openapi/mirror-examples.js'
import { defineRoute, queryOf } from '../../route.js'

export const getLiteLlmPrices = defineRoute({
  method: 'GET',
  path: '/litellm/model_prices_and_context_window.json',
  query: queryOf(mirrorQuery),
  responses: { 'application/json': { schema: liteLlmDocumentSchema, example } },
  responseHeaders: provenance,
  docs: {
    id: 'getLiteLlmPrices',
    tag: 'Documents',
    summary: "Get LiteLLM's price map, with this catalogue as its keys `openrouter/…`",
    description:
      'For LiteLLM and tools that load its price map. The keys `openrouter/…` are generated from this catalogue; all else is the mirrored document, with equal JSON values. Without `MIRROR=litellm` it holds the generated keys alone.',
    errors: { 404: notMirrored, 503: historyUnavailable },
  },
  access: 'public',
  cache: ({ as_of: asOf }) => (asOf === undefined ? 'catalogue' : 'history'),
  load: 'work',
  services: mirrorServices,
  handle: ({ query }, services) => respondWithMirror('litellm', query, services),
})
