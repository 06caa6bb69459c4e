/**
 * - `refused`, `dns`, `tls`, `network`: the connection failed, at the latest before the headers
 * - `timeout`: no complete response before the deadline
 * - `status`: a response other than 2xx
 * - `truncated`: headers arrived, but not the whole body
 * - `too_large`: over the limit of bytes or pages
 * - `bad_encoding`: the body cannot be decompressed
 * - `redirect`: to another origin, or in a loop
 * - `aborted`: by the caller, or by `close()`
 * - `breaker_open`: no request was sent
 */
export type UpstreamErrorCode =
  | 'refused'
  | 'dns'
  | 'timeout'
  | 'status'
  | 'truncated'
  | 'too_large'
  | 'bad_encoding'
  | 'redirect'
  | 'tls'
  | 'aborted'
  | 'breaker_open'
  | 'network'

export interface UpstreamErrorDetails {
  status?: number | undefined
  retryAfterMs?: number | undefined
  sample?: Buffer | undefined
  cause?: unknown
}

/** Why a call to upstream failed. The message is one sentence with figures, fit for a log line, and contains no secret. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly code: UpstreamErrorCode
  /** HTTP status, if there was a response. */
  declare readonly status?: number
  /** Milliseconds during which upstream must not be called again. */
  declare readonly retryAfterMs?: number
  /** Up to 64 KB of an untrusted body (`truncated`, `too_large`, `bad_encoding`). Not enumerable, so that loggers do not copy it. */
  declare readonly sample?: Buffer

  constructor(code: UpstreamErrorCode, message: string, details: UpstreamErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    if (details.status !== undefined) this.status = details.status
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs
    if (details.sample) Object.defineProperty(this, 'sample', { value: details.sample, enumerable: false })
  }
}
