import { STATUS_CODES } from 'node:http'
import type { Problem } from '@modelkeep/catalog/contract/problem'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { BadDocument } from '../../documents/document.js'
import { DatabaseUnavailable, statementFailure } from '../../postgres/database-error.js'
import { ApprovalOutdated } from '../../sync/sync.js'
import { UpstreamError } from '../../upstream/upstream-error.js'
import { WatchRefused } from '../../watches/watch-refused.js'
import { publicText } from './public-text.js'

/** An error response. The message is for the client: it says what is wrong and contains no secret. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly code = 'http_problem'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly parameter: string | undefined
  constructor(status: number, message: string, options: { headers?: Record<string, string>; parameter?: string } = {}) {
    super(message)
    this.status = status
    this.headers = options.headers ?? {}
    this.parameter = options.parameter
  }
}

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  431: 'header_too_large',
  500: 'internal_error',
  501: 'not_supported',
  503: 'unavailable',
}

/** RFC 9457 problem details, plus the `error` member that OpenRouter's and OpenAI's clients read. */
export function problemBody(problem: HttpProblem, requestId?: string): Problem {
  const { status, message: detail, parameter } = problem
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(requestId && { instance: `urn:request:${requestId}` }),
    ...(parameter && { parameter }),
    error: { code: status, message: detail, type: types[status] ?? 'error' },
  }
}

/** Maps any error to a problem. An unknown error becomes a 500 that does not reveal its cause. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof QueryError) return new HttpProblem(400, error.message, { parameter: error.parameter })
  if (error instanceof WatchRefused) return new HttpProblem(error.status, error.message)
  if (error instanceof DatabaseUnavailable)
    return new HttpProblem(503, `this response needs the database, which is unavailable: ${publicText(error.reason)}`, {
      headers: { 'Retry-After': '10' },
    })
  const failure = statementFailure(error)
  if (failure !== null)
    return new HttpProblem(503, `this response needs the database, which could not provide it: ${failure}`, {
      headers: { 'Retry-After': '10' },
    })
  if (error instanceof UpstreamError || error instanceof BadDocument) {
    return new HttpProblem(
      503,
      `there is no copy of this yet, and upstream cannot provide one now: ${publicText(error.message)}`,
      {
        headers: { 'Retry-After': '10' },
      },
    )
  }
  if (error instanceof ApprovalOutdated) return new HttpProblem(409, error.message)
  return (
    asClientError(error) ??
    new HttpProblem(500, 'an unexpected error occurred; it has been logged with this request id')
  )
}

/** Errors of Express and its body parser have a 4xx `status`, and a `type` if the body is at fault. */
function asClientError(error: unknown): HttpProblem | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  const { status } = error
  if (status < 400 || status > 499) return null
  const type = 'type' in error ? String(error.type) : ''
  if (type === 'entity.parse.failed') return new HttpProblem(400, 'the body is not valid JSON')
  if (type === 'entity.too.large') return new HttpProblem(413, 'the body is larger than 16 KB')
  return new HttpProblem(
    status,
    type ? `the body cannot be read: ${type}` : (STATUS_CODES[status] ?? 'bad request').toLowerCase(),
  )
}

/** For requests that arrive before the first snapshot. */
export function noSnapshotYet(): HttpProblem {
  return new HttpProblem(503, 'no catalogue is loaded yet', { headers: { 'Retry-After': '1' } })
}
