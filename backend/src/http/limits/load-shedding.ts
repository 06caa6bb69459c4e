import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../lib/clock.js'
import type { Events } from '../../observe/events.js'
import type { Tally } from '../../observe/tally.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { contentTypeFor, problemJson } from '../response/error-response.js'
import { HttpProblem, problemBody } from '../response/problem.js'
import type { ResponseWriter } from '../response/writer.js'

/** Refuses a request because the service is overloaded. */
export type Shed = (req: IncomingMessage, res: ServerResponse) => void

export interface LoadSheddingOptions {
  clock: Clock
  events: Events
  tally: Pick<Tally, 'refused'>
  writer: Pick<ResponseWriter, 'write'>
}

const retryAfterSeconds = 2
/** The overload is over when nothing was shed for this long. */
const quietMs = 5_000

const refusal = new HttpProblem(503, `the service is overloaded; try again in ${retryAfterSeconds} s`, {
  headers: { 'Retry-After': String(retryAfterSeconds) },
})

export function createLoadShedding({ clock, events, tally: { refused }, writer }: LoadSheddingOptions): Shed {
  // Prebuilt, because shedding must be much cheaper than serving. The request id is in the header.
  const body = JSON.stringify(problemBody(refusal))
  const prebuilt = (contentType: string): CachedResponse =>
    createCachedResponse(body, null, {
      status: refusal.status,
      contentType,
      headers: Object.entries(refusal.headers).flat(),
    })
  const [asProblem, asJson] = [prebuilt(problemJson), prebuilt('application/json')]
  let isReported = false

  /** Emits one event when an overload begins and one when it is over, so that a flood does not flood the log. */
  async function report(): Promise<void> {
    isReported = true
    const before = refused.overload - 1
    events.emit('overload', { state: 'began', refused: 1 })
    for (let seen = before; seen !== refused.overload;) {
      seen = refused.overload
      await clock.sleep(quietMs)
    }
    isReported = false
    events.emit('overload', { state: 'over', refused: refused.overload - before })
  }

  return (req, res) => {
    refused.overload++
    if (!isReported) void report()
    writer.write(req, res, contentTypeFor(req) === problemJson ? asProblem : asJson, 'miss')
  }
}
