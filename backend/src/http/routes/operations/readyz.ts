import { aliveSchema } from '@modelkeep/catalog/contract/health'
import { notReady } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'

export const readyz = defineRoute({
  method: 'GET',
  path: '/readyz',
  responses: { 'application/json': { schema: aliveSchema, example: { status: 'ok' } } },
  docs: {
    id: 'getReadiness',
    tag: 'Operations',
    summary: 'Readiness probe',
    description: 'Ready once a catalogue is loaded, until the program is told to stop. Checks no dependency.',
    errors: { 503: notReady },
  },
  access: 'public',
  cache: 'never',
  load: 'exempt',
  services: ['health'],
  handle: (_input, { health }) => {
    health.assertReady()
    return currentJson({ status: 'ok' })
  },
})
