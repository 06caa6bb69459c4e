import { randomUUID } from 'node:crypto'
import { watchTestSchema } from '@modelkeep/catalog/contract/watches'
import { historyUnavailable, noSuchWatch } from '../../openapi/errors.js'
import { currentJson, defineRoute } from '../../route.js'
import { watchParams } from './watch-examples.js'
import { watchId } from './watch-id.js'

export const testWatch = defineRoute({
  method: 'POST',
  path: '/api/watches/{id}/test',
  params: watchParams,
  responses: {
    'application/json': {
      schema: watchTestSchema,
      example: { data: { delivered: true, status: 204, latency_ms: 84, detail: '' } },
    },
  },
  docs: {
    id: 'testWatch',
    tag: 'Watches',
    summary: 'Send a test message',
    description:
      'Sends one message of the type `test` at once, and returns what the destination answered. It is not tried again.',
    errors: { 404: noSuchWatch, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches', 'clock'],
  handle: async ({ params }, { watches, clock }) => {
    const { id, name, destination, secrets } = await watches.store.row(watchId(params))
    const now = clock.now()
    const message = {
      id: randomUUID(),
      kind: 'test',
      sentAt: now,
      createdAt: now,
      watch: { id, name },
      items: [],
    } as const
    const startedAt = performance.now()
    const { ok, status, detail } = await watches.send(message, destination, secrets)
    const latencyMs = Math.round(performance.now() - startedAt)
    return currentJson({ data: { delivered: ok, status, latency_ms: latencyMs, detail } })
  },
})
