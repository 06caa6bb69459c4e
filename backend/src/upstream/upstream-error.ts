/**
 * `refused`, `dns`, `tls`, `network`: no connection, or it broke before the headers. `timeout`: no complete answer before the deadline.
 * `status`: an answer that is none of 2xx. `truncated`: headers came, but not the whole body. `too_large`: over the cap on bytes, or on
 * pages. `bad_encoding`: the body does not decompress. `redirect`: upstream sent the client away, or round in a circle. `aborted`: by the
 * caller, or by `close()`. `breaker_open`: upstream was not asked at all.
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

/** Why upstream gave no answer. The message is a plain sentence with numbers, fit for a log line, and never holds a secret. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly code: UpstreamErrorCode
  /** HTTP status, where an answer came. */
  declare readonly status?: number
  /** Milliseconds during which upstream is not to be asked again. */
  declare readonly retryAfterMs?: number
  /** Up to 64 KB of a body that cannot be trusted (`truncated`, `too_large`, `bad_encoding`). Not enumerable: loggers copy what is. */
  declare readonly sample?: Buffer

  constructor(code: UpstreamErrorCode, message: string, details: UpstreamErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    if (details.status !== undefined) this.status = details.status
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs
    if (details.sample) Object.defineProperty(this, 'sample', { value: details.sample, enumerable: false })
  }
}
