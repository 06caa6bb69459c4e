import type { Dispatcher, Pool } from 'undici'
import type { Clock } from '../lib/clock.js'
import { withDeadline } from './deadline.js'
import { nothingReceived, readBody, type ByteBudget, type Received } from './read-body.js'
import { displayUrl } from './redact.js'
import { parseRetryAfter } from './retry.js'
import { UpstreamError } from './upstream-error.js'

export interface ExchangeOptions {
  /** To one origin only: whatever a redirect or a next link says, the headers cannot reach another. */
  pool: Pool
  headers: Record<string, string>
  timeoutMs: number
  clock: Clock
}

/** What is known of an exchange while it goes on. */
export interface ExchangeTrace {
  startedAt: number
  status: number | undefined
  headersCame: boolean
  received: Received
}

const MAX_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const ignore = (): void => undefined

export function startTrace(clock: Clock): ExchangeTrace {
  return { startedAt: clock.now(), status: undefined, headersCame: false, received: nothingReceived() }
}

/**
 * One GET with its redirects, from connecting to the last byte of the body, under one deadline. Resolves with the decompressed body of a
 * 2xx; rejects with UpstreamError, or with an error of undici's that `explainFailure` understands.
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
      // An error page is not waited for, and unread it would keep one of the pool's few connections for ever.
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
      method: 'GET',
      path: `${target.pathname}${target.search}`,
      headers: options.headers,
      signal,
    })
    // Nobody may be reading when it breaks, and an error without a listener ends the process.
    response.body.on('error', ignore)
    trace.status = response.statusCode
    if (!REDIRECTS.has(response.statusCode)) {
      trace.headersCame = true
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
    throw new UpstreamError('redirect', `upstream answered ${statusCode} without saying where to go`, {
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
  const asked = retryAfterMs === undefined ? '' : `, asking to be left alone for ${Math.ceil(retryAfterMs / 1_000)} s`
  const message = `upstream answered ${statusCode} after ${now - trace.startedAt} ms${asked}`
  return new UpstreamError('status', message, { status: statusCode, retryAfterMs })
}

function header(headers: Dispatcher.ResponseData['headers'], name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
