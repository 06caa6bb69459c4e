import { contractSchema } from '@modelkeep/catalog/contract/openapi-document'
import { defineRoute } from '../../route.js'

export const openapi = defineRoute({
  method: 'GET',
  path: '/api/openapi.json',
  responses: { 'application/json': { schema: contractSchema, example: { openapi: '3.1.0' } } },
  docs: { id: 'getContract', tag: 'Operations', summary: 'This contract, as OpenAPI 3.1', cannotFail: true },
  access: 'public',
  cache: 'never',
  load: 'work',
  services: ['contract'],
  handle: (_input, { contract }) => contract.openapi(),
})
