import type { Dispatcher } from 'undici'
import type { Clock } from '../lib/clock.js'
import { withDeadline } from './deadline.js'
import { nothingReceived, readBody, type ByteBudget, type Received } from './read-body.js'
import { displayUrl } from './redact.js'
import { parseRetryAfter } from './retry.js'
import { UpstreamError } from './upstream-error.js'

export interface ExchangeOptions {
  /** Used for the origin of the base URL only, so that no redirect and no next link can send the headers to another. */
  pool: Dispatcher
  headers: Record<string, string>
  timeoutMs: number
  clock: Clock
}

/** The progress of an exchange. */
export interface ExchangeTrace {
  startedAt: number
  status: number | undefined
  headersReceived: boolean
  received: Received
}

const MAX_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const ignore = (): void => undefined

export function startTrace(clock: Clock): ExchangeTrace {
  return { startedAt: clock.now(), status: undefined, headersReceived: false, received: nothingReceived() }
}

/**
 * One GET including redirects, from connecting to the last byte of the body, under one deadline. Resolves with the decompressed body of
 * a 2xx response. Rejects with UpstreamError, or with an undici error for `explainFailure`.
 */
export function exchange(
  url: URL,
  budget: ByteBudget,
  trace: ExchangeTrace,
  signal: AbortSignal,
  options: ExchangeOptions,
): Promise<Buffer> {
  return withDeadline(options.timeoutMs, signal, async (cut) => {
    const response = await follow(url, trace, cut, options)
    const { statusCode, headers, body } = response
    if (statusCode < 200 || statusCode > 299) {
      // An unread body would occupy one of the pool's few connections for ever.
      body.destroy()
      throw statusError(response, trace, options.clock)
    }
    return readBody(body, header(headers, 'content-encoding'), budget, trace.received)
  })
}

async function follow(
  url: URL,
  trace: ExchangeTrace,
  signal: AbortSignal,
  options: ExchangeOptions,
): Promise<Dispatcher.ResponseData> {
  let target = url
  for (let followed = 0; ; followed += 1) {
    const response = await options.pool.request({
      origin: target.origin,
      method: 'GET',
      path: `${target.pathname}${target.search}`,
      headers: options.headers,
      signal,
    })
    // The body may fail while nothing reads it, and an error event without a listener ends the process.
    response.body.on('error', ignore)
    trace.status = response.statusCode
    if (!REDIRECTS.has(response.statusCode)) {
      trace.headersReceived = true
      return response
    }
    response.body.destroy()
    if (followed === MAX_REDIRECTS) {
      throw new UpstreamError('redirect', `upstream redirected more than ${MAX_REDIRECTS} times`, {
        status: response.statusCode,
      })
    }
    target = redirectTarget(response, target)
  }
}

function redirectTarget({ statusCode, headers }: Dispatcher.ResponseData, from: URL): URL {
  const location = header(headers, 'location')
  if (!location || !URL.canParse(location, from.href)) {
    throw new UpstreamError('redirect', `upstream responded ${statusCode} without a valid Location`, {
      status: statusCode,
    })
  }
  const target = new URL(location, from)
  if (target.origin === from.origin) return target
  const message = `upstream redirected to another origin, which is not followed: ${displayUrl(target)}`
  throw new UpstreamError('redirect', message, { status: statusCode })
}

function statusError(
  { statusCode, headers }: Dispatcher.ResponseData,
  trace: ExchangeTrace,
  clock: Clock,
): UpstreamError {
  const now = clock.now()
  const retryAfterMs = parseRetryAfter(headers['retry-after'], now)
  const retryAfter = retryAfterMs === undefined ? '' : ` with Retry-After ${Math.ceil(retryAfterMs / 1_000)} s`
  const message = `upstream responded ${statusCode} after ${now - trace.startedAt} ms${retryAfter}`
  return new UpstreamError('status', message, { status: statusCode, retryAfterMs })
}

function header(headers: Dispatcher.ResponseData['headers'], name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
