import type { ExchangeTrace } from './exchange.js'
import { DeadlinePassed } from './deadline.js'
import { sampleOf } from './read-body.js'
import type { Redactor } from './redact.js'
import { UpstreamError, type UpstreamErrorCode } from './upstream-error.js'

export interface FailureContext {
  /** host:port, for the message. */
  host: string
  trace: ExchangeTrace
  /** Since the exchange started. */
  ms: number
  timeoutMs: number
  /** Whether the caller aborted. */
  aborted: boolean
}

const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|INVALID_CA$|EPROTO$)/

/** Translates an error of undici, zlib, OpenSSL or the system into an UpstreamError with a readable message. */
export function explainFailure(error: unknown, context: FailureContext): UpstreamError {
  const { trace, ms, timeoutMs } = context
  const received = `${trace.received.wireBytes} bytes received`
  if (context.aborted)
    return new UpstreamError('aborted', `the call to upstream was aborted after ${ms} ms (${received})`, {
      cause: error,
    })
  if (error instanceof UpstreamError) return error
  if (error instanceof DeadlinePassed) {
    return new UpstreamError('timeout', `no complete response within ${timeoutMs} ms (${received})`, {
      status: trace.status,
    })
  }
  if (trace.headersReceived) {
    const message = `the response ended early after ${ms} ms (${received}): ${messageOf(error)}`
    return new UpstreamError('truncated', message, {
      status: trace.status,
      sample: sampleOf(trace.received),
      cause: error,
    })
  }
  const [code, description] = connectionFailure(error, context.host)
  return new UpstreamError(code, `${description} after ${ms} ms`, { cause: error })
}

/** A copy of the error without secrets. No other error leaves the client. */
export function sealError(error: unknown, redact: Redactor): UpstreamError {
  if (!(error instanceof UpstreamError)) {
    return new UpstreamError('network', redact.text(`the call to upstream failed: ${messageOf(error)}`), {
      cause: redact.cause(error),
    })
  }
  const { code, status, retryAfterMs, sample } = error
  return new UpstreamError(code, redact.text(error.message), {
    status,
    retryAfterMs,
    sample: sample && redact.cutBytes(sample),
    cause: redact.cause(error.cause),
  })
}

function connectionFailure(error: unknown, host: string): [UpstreamErrorCode, string] {
  const code = codeOf(error)
  if (code === 'ECONNREFUSED') return ['refused', `${host} refused the connection`]
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return ['dns', `the name of ${host} could not be resolved (${code})`]
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return ['timeout', `no connection to ${host}`]
  if (TLS_CODE.test(code)) return ['tls', `no TLS connection to ${host} (${code})`]
  return ['network', `the connection to ${host} failed (${messageOf(error)})`]
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
