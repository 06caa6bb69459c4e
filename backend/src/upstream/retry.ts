import type { Clock } from '../lib/clock.js'
import { UpstreamError } from './upstream-error.js'

/**
 * Retries with exponential backoff and full jitter, and honours Retry-After (RFC 9110 §10.2.3). Not cockatiel's policy, which waits on
 * system timers instead of the injected clock, and whose wait an abort does not end.
 */
const MAX_ATTEMPTS = 3
const BASE_MS = 250
const CAP_MS = 5_000
/** A longer Retry-After fails the call; the breaker then suspends further calls. */
const LONGEST_WAIT_MS = 10_000
/** Longer values are taken for mistakes and cut to a day. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1_000

const TRANSIENT_CODES = new Set(['refused', 'dns', 'timeout', 'truncated', 'network'])
const TRANSIENT_STATUSES = new Set([408, 425, 429])

export interface RetryOptions {
  clock: Clock
  /** In [0, 1). */
  random: () => number
  signal: AbortSignal
}

/** Runs work and retries it. All work given to one runner shares three attempts, so that many pages do not multiply them. */
export type RetryRunner = <T>(work: (attempt: number) => Promise<T>) => Promise<T>

export function createRetryRunner({ clock, random, signal }: RetryOptions): RetryRunner {
  let attempt = 1
  return async (work) => {
    for (;;) {
      try {
        return await work(attempt)
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw error
        const retryAfter = error.retryAfterMs ?? 0
        if (retryAfter > LONGEST_WAIT_MS) throw error
        const waitMs = Math.max(retryAfter, backoffMs(attempt, random))
        attempt += 1
        if (waitMs > 0) await clock.sleep(waitMs, signal)
      }
    }
  }
}

/** Full jitter: 0 to 250 ms after the first attempt; the upper bound doubles up to 5 s. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)))
}

/** The delay that a Retry-After header (seconds or an HTTP date) demands, in milliseconds from `now`; undefined if it is neither. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim()
  if (!value) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : httpDate(value) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS)
}

/** All forms of RFC 9110 §5.6.7 begin with the name of a day. Without this check `Date.parse` would read "-1" as a year. */
function httpDate(value: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/i.test(value) ? Date.parse(value) : Number.NaN
}

function isTransient(error: unknown): error is UpstreamError {
  if (!(error instanceof UpstreamError)) return false
  if (error.code !== 'status') return TRANSIENT_CODES.has(error.code)
  return TRANSIENT_STATUSES.has(error.status ?? 0) || (error.status ?? 0) >= 500
}
