import { providersSchema } from '@modelkeep/catalog/contract/documents'
import { respondWithDocument } from '../../bodies/documents.js'
import { noCopyYet, noSuchDocument } from '../../openapi/errors.js'
import { defineRoute, type Route } from '../../route.js'

function providersRoute(root: '/api' | '/api/v1', id: string): Route {
  return defineRoute({
    method: 'GET',
    path: `${root}/providers`,
    responses: {
      'application/json': { schema: providersSchema, example: { data: [{ name: 'OpenAI', slug: 'openai' }] } },
    },
    docs: {
      id,
      tag: 'Models',
      summary: 'List providers',
      description: "OpenRouter's response, mirrored on demand.",
      errors: { 404: noSuchDocument, 503: noCopyYet },
    },
    access: 'public',
    cache: 'catalogue',
    load: 'work',
    services: ['documents'],
    handle: (_input, { documents }) => respondWithDocument(documents, 'providers'),
  })
}

export const listProviders = providersRoute('/api', 'listProviders')
export const listOpenRouterProviders = providersRoute('/api/v1', 'listOpenRouterProviders')
