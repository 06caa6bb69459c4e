import { endpointsSchema } from '@modelkeep/catalog/contract/documents'
import { ownKindOf } from '@modelkeep/catalog/overlay/marks'
import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import type { Catalogue } from '../../../catalogue/catalogue.js'
import { noSuchModel as noSuchModelError } from '../../bodies/model-responses.js'
import { respondWithDocument } from '../../bodies/documents.js'
import { noCopyYet, noSuchModel } from '../../openapi/errors.js'
import { authorAndSlug } from '../../openapi/parameters.js'
import { defineRoute, type Route } from '../../route.js'

function endpointsRoute(root: '/api' | '/api/v1', id: string): Route {
  return defineRoute({
    method: 'GET',
    path: `${root}/models/{+id}/endpoints`,
    params: authorAndSlug,
    responses: {
      'application/json': {
        schema: endpointsSchema,
        example: {
          data: { id: 'openai/gpt-4o', endpoints: [{ name: 'OpenAI | openai/gpt-4o', provider_name: 'OpenAI' }] },
        },
      },
    },
    docs: {
      id,
      tag: 'Models',
      summary: "List a model's endpoints",
      description:
        "OpenRouter's response, mirrored on demand: the first request is forwarded, later ones are answered from the copy, whatever its age. Accepts a model's id or its canonical slug.",
      path: `${root}/models/{author}/{slug}/endpoints`,
      errors: { 404: noSuchModel, 503: noCopyYet },
    },
    access: 'public',
    cache: 'catalogue',
    load: 'work',
    services: ['currentSnapshot', 'documents'],
    handle: async ({ params: { id: modelId = '' } }, { currentSnapshot, documents }) => {
      // Only for models in the catalogue: a client must not be able to make us request arbitrary paths upstream.
      const { catalogue } = await currentSnapshot()
      const known = [modelId, withoutRoutingSuffix(modelId)].find((one) => isKnown(catalogue, one))
      if (known === undefined) throw noSuchModelError(modelId)
      return respondWithDocument(documents, `models/${known}/endpoints`)
    },
  })
}

/** By id, or by the canonical slug that `links.details` contains. Upstream is not told the ids of private models. */
function isKnown({ byId, entries }: Catalogue, id: string): boolean {
  const entry = byId.get(id) ?? entries.find(({ model }) => model.canonical_slug === id)
  return entry !== undefined && ownKindOf(entry.raw) !== 'private'
}

export const getEndpoints = endpointsRoute('/api', 'listModelEndpoints')
export const getOpenRouterEndpoints = endpointsRoute('/api/v1', 'listOpenRouterModelEndpoints')
