import { exchange, startTrace, type ExchangeOptions } from './exchange.js'
import { explainFailure } from './failure.js'
import type { ByteBudget } from './read-body.js'
import { displayUrl, type Redactor } from './redact.js'
import { UpstreamError, type UpstreamErrorCode } from './upstream-error.js'

/** One attempt at one page: a log line. Holds no secret. */
export interface UpstreamAttempt {
  /** Without userinfo; of the query the names only. */
  url: string
  /** 1 to 3, counted over the whole call. */
  attempt: number
  outcome: 'ok' | UpstreamErrorCode
  status?: number
  /** Decompressed bytes that came. */
  bytes: number
  durationMs: number
  /** A plain sentence with numbers. */
  message: string
}

/** What every attempt of one call needs. */
export interface Call extends ExchangeOptions {
  redact: Redactor
  signal: AbortSignal
  onAttempt: (attempt: UpstreamAttempt) => void
}

/** Fetches one page once, and reports how that went. Rejects with UpstreamError. */
export async function attemptPage(call: Call, url: URL, budget: ByteBudget, attempt: number): Promise<Buffer> {
  const { clock, redact, signal, timeoutMs } = call
  if (signal.aborted) throw abortedBeforeStart(signal)
  const trace = startTrace(clock)
  const elapsed = (): number => clock.now() - trace.startedAt
  const report = (outcome: UpstreamAttempt['outcome'], message: string): void => {
    const record = {
      url: redact.text(displayUrl(url)),
      attempt,
      outcome,
      bytes: trace.received.bytes,
      durationMs: elapsed(),
    }
    const status = trace.status === undefined ? {} : { status: trace.status }
    call.onAttempt({ ...record, ...status, message: redact.text(message) })
  }
  const bytes = await exchange(url, budget, trace, signal, call).catch((cause: unknown) => {
    const error = explainFailure(cause, { host: url.host, trace, ms: elapsed(), timeoutMs, aborted: signal.aborted })
    report(error.code, error.message)
    throw error
  })
  report('ok', `upstream answered ${trace.status} with ${bytes.length} bytes after ${elapsed()} ms`)
  return bytes
}

export function abortedBeforeStart(signal: AbortSignal): UpstreamError {
  return new UpstreamError('aborted', 'the call to upstream was aborted before it began', { cause: signal.reason })
}
