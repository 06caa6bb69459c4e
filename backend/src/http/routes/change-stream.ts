import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import { parseParameters } from '@modelkeep/catalog/query/query-error'
import { optional, REJECTION_NOTE } from '@modelkeep/catalog/query/parameter-types'
import type { Request, Response, Router } from 'express'
import { once } from 'node:events'
import * as z from 'zod'
import type { Clock } from '../../lib/clock.js'
import { type ChangeSubscriber, createChangeSubscriber, eventText } from '../../history/changes/change-subscriber.js'
import { urlOf, type HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { parseQueryString } from '../query-string.js'

const beatEveryMs = 15_000
/** A reader that does not take what it is sent for so long is cut. */
const slowestMs = 30_000
const mostReaders = 2_000
const retryAfterMs = 2_000
const reconnectAfterMs = 3_000

const { since: _since, until: _until, ...liveShape } = changeFilterShape
export const changeStreamSchema = z.strictObject({
  ...liveShape,
  last_event_id: optional(
    z
      .string()
      .regex(/^\d{1,15}$/, 'must be the id of an event')
      .transform(Number)
      .meta({
        description: `The same as the header Last-Event-ID, for who cannot send one; the header goes first. The stream goes on after this change. ${REJECTION_NOTE}`,
        example: 20_417,
        override: { type: 'integer', minimum: 0, pattern: undefined },
      }),
  ),
})

/** What changes, as it becomes known: server-sent events. */
export function changeStreamRoutes(router: Router, ctx: HttpContext): void {
  const { tally } = ctx
  getOnly(router, ctx, '/api/changes/stream', async (req, res) => {
    const { last_event_id: given, ...filter } = parseParameters(changeStreamSchema, parseQueryString(urlOf(req)))
    const lastSeen = headerId(req) ?? given ?? null
    if (tally.streamReaders >= mostReaders)
      throw new HttpProblem(503, `${mostReaders} readers listen already`, { headers: { 'Retry-After': '30' } })
    const reader = await createChangeSubscriber(ctx.stream, filter, lastSeen, () => ctx.clock.sleep(retryAfterMs))
    if (req.socket.destroyed) return // it left while the reader was made: nobody would tell that again
    begin(ctx, req, res)
    if (req.method === 'HEAD') return void res.end()
    tally.streamReaders++
    try {
      await tell(reader, res, ctx)
    } finally {
      tally.streamReaders--
    }
  })
}

/** @throws HttpProblem 400 */
function headerId(req: Request): number | null {
  const header = req.headers['last-event-id']
  if (header === undefined || header === '') return null
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header))
    throw new HttpProblem(400, 'Last-Event-ID: must be the id of an event')
  return Number(header)
}

function begin({ writer }: HttpContext, req: Request, res: Response): void {
  // Proxies that buffer would keep events back (X-Accel-Buffering is nginx's name for it).
  const headers = [
    'Content-Type',
    'text/event-stream; charset=utf-8',
    'Cache-Control',
    'no-store',
    'X-Accel-Buffering',
    'no',
  ]
  res.writeHead(200, [...writer.commonHeaders(req), ...headers])
  res.flushHeaders()
}

/** Until the client is gone, takes too long, or the program stops. Nothing is read for whom nothing can be written. */
async function tell(reader: ChangeSubscriber, res: Response, { clock, connections }: HttpContext): Promise<void> {
  const gone = new AbortController()
  res.once('close', () => gone.abort(new Error('the reader has gone')))
  beat(reader, res, clock, gone.signal).catch(() => {})
  const write = async (text: string): Promise<void> => {
    if (res.write(text)) return
    connections.noteWritten(res)
    if (!(await isDrained(res, clock, gone.signal))) res.destroy()
    connections.noteWritten(res) // it was taken
  }
  await write(`retry: ${reconnectAfterMs}\n${eventText({ kind: 'alive', seen: reader.seen })}`)
  for (;;) {
    const events = await reader.next(gone.signal)
    if (events === null || gone.signal.aborted) break
    await write(events.map(eventText).join(''))
  }
  gone.abort(new Error('the stream has ended'))
  res.end()
}

/** Proxies and clients take a connection without a word for dead. */
async function beat(reader: ChangeSubscriber, res: Response, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(beatEveryMs, signal)
    if (!res.writableNeedDrain) res.write(eventText({ kind: 'alive', seen: reader.seen }))
  }
}

/** Whether the reader has taken what was written, in time. */
async function isDrained(res: Response, clock: Clock, gone: AbortSignal): Promise<boolean> {
  const done = new AbortController()
  const signal = AbortSignal.any([gone, done.signal])
  try {
    return await Promise.race([
      once(res, 'drain', { signal }).then(() => true),
      clock.sleep(slowestMs, signal).then(() => false),
    ])
  } catch {
    return false
  } finally {
    done.abort(new Error('no longer waited for'))
  }
}
