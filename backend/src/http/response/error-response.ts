import type { IncomingMessage, ServerResponse } from 'node:http'
import Negotiator from 'negotiator'
import type { Events } from '../../observe/events.js'
import { statementFailure } from '../../postgres/database-error.js'
import { urlOf } from '../request-target.js'
import { createCachedResponse } from './cached-response.js'
import { requestId, type RequestHead } from './headers.js'
import { asProblem, problemBody } from './problem.js'
import type { ResponseWriter } from './writer.js'

/** Writes the response to a request that failed. */
export type WriteError = (error: unknown, req: IncomingMessage, res: ServerResponse) => void

/** An unexpected error, for the log: which request failed, and why. */
class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly code = 'request_failed'
  constructor(request: string, cause: unknown) {
    super(`${request}: ${String(cause)}`, { cause })
  }
}

export const problemJson = 'application/problem+json'

/**
 * The media type of problem details: `application/json` for a client that does not accept `application/problem+json`, such as
 * OpenRouter's own, which makes typed errors of `application/json` alone.
 */
export function contentTypeFor({ headers: { accept } }: RequestHead): string {
  if (accept === undefined || accept === '*/*') return problemJson
  return new Negotiator({ headers: { accept } }).mediaType([problemJson, 'application/json']) ?? problemJson
}

/** The one place where an error becomes a response. Unexpected errors are also reported, with the request id. */
export function createErrorWriter({ writer, events }: { writer: ResponseWriter; events: Events }): WriteError {
  return (error, req, res) => {
    const problem = asProblem(error)
    const id = requestId(req)
    if (problem.status === 500 || statementFailure(error) !== null) {
      const failure = new RequestFailed(`${id} ${req.method} ${urlOf(req)}`, error)
      events.emit('trouble', { what: 'request_failed', error: failure })
    }
    if (res.headersSent) return void res.destroy()
    const response = createCachedResponse(JSON.stringify(problemBody(problem, id)), null, {
      status: problem.status,
      contentType: contentTypeFor(req),
      headers: Object.entries(problem.headers).flat(),
    })
    writer.write(req, res, response, 'miss')
  }
}
