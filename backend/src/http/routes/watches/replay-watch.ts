import { replayRequestSchema, replayResultSchema } from '@modelkeep/catalog/contract/watches'
import { replayMessage, replaySince } from '../../../watches/events/replay.js'
import { historyUnavailable, noSuchWatch } from '../../openapi/errors.js'
import { HttpProblem } from '../../response/problem.js'
import { currentJson, defineRoute } from '../../route.js'
import { watchParams } from './watch-examples.js'
import { watchId } from './watch-id.js'

export const replayWatch = defineRoute({
  method: 'POST',
  path: '/api/watches/{id}/replay',
  params: watchParams,
  body: { schema: replayRequestSchema, example: { since: '2026-08-01T00:00:00Z' } },
  responses: { 'application/json': { schema: replayResultSchema, example: { data: { events: 12 } } } },
  docs: {
    id: 'replayWatch',
    tag: 'Watches',
    summary: 'Send messages again',
    description:
      'One message by its id, or all changes since a time that match the watch, oldest first: also those from before the watch, and those of an import. What was sent before keeps its id.',
    errors: { 404: noSuchWatch, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['watches', 'db', 'currentSnapshot', 'clock'],
  handle: async ({ params, body: { message_id: messageId, since } }, { watches, db, currentSnapshot, clock }) => {
    const watch = await watches.store.row(watchId(params))
    if ((messageId === undefined) === (since === undefined))
      throw new HttpProblem(400, 'give either message_id or since')
    const { catalogue } = await currentSnapshot()
    const events =
      messageId === undefined
        ? await replaySince(db, watch, { since: Date.parse(since!), now: clock.now(), catalogue })
        : await replayMessage(db, watch, messageId)
    watches.wake()
    return currentJson({ data: { events } })
  },
})
