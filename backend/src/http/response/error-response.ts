import type { IncomingMessage, ServerResponse } from 'node:http'
import Negotiator from 'negotiator'
import { urlOf, type HttpContext } from '../context.js'
import { createCachedResponse } from './cached-response.js'
import { asProblem, problemBody } from './problem.js'
import { requestId, type RequestHead } from './headers.js'

export type ErrorAnswer = (error: unknown, req: IncomingMessage, res: ServerResponse) => void

/** A fault of ours, for the log: which request met with it, and what it was. */
class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly code = 'request_failed'
  constructor(request: string, cause: unknown) {
    super(`${request}: ${String(cause)}`, { cause })
  }
}

export const problemJson = 'application/problem+json'

/**
 * Problem details are JSON, and go by that name where a client accepts no other: OpenRouter's own client makes its typed
 * errors of `application/json` alone, and asks for that.
 */
export function contentTypeFor({ headers: { accept } }: RequestHead): string {
  if (accept === undefined || accept === '*/*') return problemJson
  return new Negotiator({ headers: { accept } }).mediaType([problemJson, 'application/json']) ?? problemJson
}

/** The one place where an error is answered. A fault of ours is told to whoever listens, with the id of the request. */
export function createErrorAnswer({ writer, sync }: HttpContext): ErrorAnswer {
  return (error, req, res) => {
    const problem = asProblem(error)
    const id = requestId(req)
    if (problem.status === 500)
      sync.events.emit('trouble', {
        what: 'request_failed',
        error: new RequestFailed(`${id} ${req.method} ${urlOf(req)}`, error),
      })
    if (res.headersSent) return void res.destroy()
    const entry = createCachedResponse(JSON.stringify(problemBody(problem, id)), null, {
      status: problem.status,
      contentType: contentTypeFor(req),
      headers: Object.entries(problem.headers).flat(),
    })
    writer.write(req, res, entry, 'miss')
  }
}
