import { modelsDevDocumentSchema } from '@modelkeep/catalog/contract/mirrors'
import { mirrorQuery, mirrorServices, provenance, respondWithMirror } from '../../bodies/mirrored-document.js'
import { historyUnavailable, notMirrored } from '../../openapi/errors.js'
import { modelsDev as example } from '../../openapi/mirror-examples.js'
import { defineRoute, queryOf } from '../../route.js'

export const getModelsDev = defineRoute({
  method: 'GET',
  path: '/models.dev/api.json',
  query: queryOf(mirrorQuery),
  responses: { 'application/json': { schema: modelsDevDocumentSchema, example } },
  responseHeaders: provenance,
  docs: {
    id: 'getModelsDevDocument',
    tag: 'Documents',
    summary: "Get models.dev's document, with this catalogue as its provider `openrouter`",
    description:
      'For clients of models.dev, such as opencode with `OPENCODE_MODELS_URL`. The provider `openrouter` is generated from this catalogue; all else is the mirrored document, with equal JSON values. Without `MIRROR=models.dev` it holds the generated provider alone, which replaces all others in such clients.',
    errors: { 404: notMirrored, 503: historyUnavailable },
  },
  access: 'public',
  cache: ({ as_of: asOf }) => (asOf === undefined ? 'catalogue' : 'history'),
  load: 'work',
  services: mirrorServices,
  handle: ({ query }, services) => respondWithMirror('models.dev', query, services),
})
