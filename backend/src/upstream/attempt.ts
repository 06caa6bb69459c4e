import { exchange, startTrace, type ExchangeOptions } from './exchange.js'
import { explainFailure } from './failure.js'
import type { ByteBudget } from './read-body.js'
import { displayUrl, type Redactor } from './redact.js'
import { UpstreamError, type UpstreamErrorCode } from './upstream-error.js'

/** The record of one attempt at one page, for the log. Contains no secret. */
export interface UpstreamAttempt {
  /** Without userinfo and without the values of query parameters. */
  url: string
  /** 1 to 3, counted over all pages of a call. */
  attempt: number
  outcome: 'ok' | UpstreamErrorCode
  status?: number
  /** Received, after decompression. */
  bytes: number
  durationMs: number
  /** One sentence with figures. */
  message: string
}

/** Shared by all attempts of one call. */
export interface Call extends ExchangeOptions {
  /** Names the proxy, for messages; null: none. */
  proxyName: string | null
  redact: Redactor
  redactPayload: (payload: Buffer) => Buffer
  signal: AbortSignal
  onAttempt: (attempt: UpstreamAttempt) => void
}

/** Fetches one page, once, and records the attempt. Rejects with UpstreamError. */
export async function attemptPage(call: Call, url: URL, budget: ByteBudget, attempt: number): Promise<Buffer> {
  const { clock, redact, signal, timeoutMs } = call
  if (signal.aborted) throw abortedBeforeStart(signal)
  const trace = startTrace(clock)
  const elapsed = (): number => clock.now() - trace.startedAt
  const report = (outcome: UpstreamAttempt['outcome'], message: string): void => {
    call.onAttempt({
      url: redact.text(displayUrl(url)),
      attempt,
      outcome,
      ...(trace.status !== undefined && { status: trace.status }),
      bytes: trace.received.bytes,
      durationMs: elapsed(),
      message: redact.text(message),
    })
  }
  const bytes = await exchange(url, budget, trace, signal, call).catch((cause: unknown) => {
    const host = call.proxyName === null ? url.host : `${url.host} (${call.proxyName})`
    const error = explainFailure(cause, { host, trace, ms: elapsed(), timeoutMs, aborted: signal.aborted })
    report(error.code, error.message)
    throw error
  })
  report('ok', `upstream responded ${trace.status} with ${bytes.length} bytes after ${elapsed()} ms`)
  return call.redactPayload(bytes)
}

export function abortedBeforeStart(signal: AbortSignal): UpstreamError {
  return new UpstreamError('aborted', 'the call to upstream was aborted before it started', { cause: signal.reason })
}
