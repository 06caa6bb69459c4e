import type { IncomingHttpHeaders } from 'node:http'
import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import { optional, REJECTION_NOTE } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import type { Clock } from '../../../lib/clock.js'
import { createChangeSubscriber, eventText, type ChangeSubscriber } from '../../../history/changes/change-subscriber.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { change } from '../../openapi/examples.js'
import { HttpProblem } from '../../response/problem.js'
import { defineRoute, queryOf, type StreamOutput } from '../../route.js'

const keepAliveMs = 15_000
const maxSubscribers = 2_000
const databaseRetryMs = 2_000
const reconnectMs = 3_000

const { since: _since, until: _until, ...liveShape } = changeFilterShape
const streamSchema = z.strictObject({
  ...liveShape,
  last_event_id: optional(
    z
      .string()
      .regex(/^\d{1,15}$/, 'must be the id of an event')
      .transform(Number)
      .meta({
        description: `Like the \`Last-Event-ID\` header, for clients that cannot send one; the header takes precedence. The stream resumes after this change. ${REJECTION_NOTE}`,
        example: 20_417,
        override: { type: 'integer', minimum: 0, pattern: undefined },
      }),
  ),
})

export const streamChanges = defineRoute({
  method: 'GET',
  path: '/api/changes/stream',
  query: queryOf(streamSchema),
  responses: {
    'text/event-stream': {
      schema: z.string(),
      example: `retry: 3000\n: still here\nid: 20416\n\nid: 20417\nevent: change\ndata: ${JSON.stringify(change)}\n\n`,
    },
  },
  docs: {
    id: 'streamChanges',
    tag: 'History',
    summary: 'Stream changes as they happen',
    description:
      'Server-sent events. `change`: one change, as in `/api/changes`, but each separately, also for a flapping price; its id is the `seq`. `reset`: the given id is unknown or too old: read `/api/changes`, and continue from here. A comment is sent every 15 s. With `Last-Event-ID` the stream resumes after that change, on any replica, without gaps or repeats. Changes that an import adds to history are not sent. A client that reads nothing for 30 s is disconnected.',
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: 'never',
  load: 'light', // an EventSource reconnects by itself, but never after a 503 (HTML Living Standard, 9.2.3)
  services: ['changeStream', 'clock', 'tally'],
  handle: async ({ query: { last_event_id: given, ...filter }, headers }, { changeStream, clock, tally }) => {
    const lastSeen = lastEventId(headers) ?? given ?? null
    if (tally.streamReaders >= maxSubscribers)
      throw new HttpProblem(503, `the limit of ${maxSubscribers} subscribers is reached`, {
        headers: { 'Retry-After': '30' },
      })
    const reader = await createChangeSubscriber(changeStream, filter, lastSeen, () => clock.sleep(databaseRetryMs))
    return {
      contentType: 'text/event-stream; charset=utf-8',
      stream: async (output) => {
        tally.streamReaders++
        try {
          await sendEvents(reader, output, clock)
        } finally {
          tally.streamReaders--
        }
      },
    }
  },
})

/** @throws HttpProblem 400 */
function lastEventId({ 'last-event-id': header }: IncomingHttpHeaders): number | null {
  if (header === undefined || header === '') return null
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header))
    throw new HttpProblem(400, 'Last-Event-ID: must be the id of an event')
  return Number(header)
}

/** Sends events until the client is gone or the stream ends. Reads no further while the client is blocked. */
async function sendEvents(reader: ChangeSubscriber, output: StreamOutput, clock: Clock): Promise<void> {
  const done = new AbortController()
  const signal = AbortSignal.any([done.signal, output.signal])
  sendKeepAlives(reader, output, clock, signal).catch(() => {}) // rejects when the stream is over
  try {
    await output.write(`retry: ${reconnectMs}\n${eventText({ kind: 'alive', seen: reader.seen })}`)
    for (;;) {
      const events = await reader.next(output.signal)
      if (events === null || output.signal.aborted) return
      await output.write(events.map(eventText).join(''))
    }
  } finally {
    done.abort(new Error('the stream has ended'))
  }
}

/** Proxies and clients drop a connection on which nothing is sent. */
async function sendKeepAlives(
  reader: ChangeSubscriber,
  output: StreamOutput,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(keepAliveMs, signal)
    if (!output.isBlocked) void output.write(eventText({ kind: 'alive', seen: reader.seen }))
  }
}
