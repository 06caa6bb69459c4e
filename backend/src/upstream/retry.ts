import type { Clock } from '../lib/clock.js'
import { UpstreamError } from './upstream-error.js'

/**
 * Retries with exponential backoff and full jitter, obeying Retry-After (RFC 9110 §10.2.3).
 * Not cockatiel's policy: it waits on the system's timers, and an abort does not end its wait.
 */
const MAX_ATTEMPTS = 3
const BASE_MS = 250
const CAP_MS = 5_000
/** A longer Retry-After is not waited for: the call fails, and whoever called comes back later. */
const LONGEST_WAIT_MS = 10_000
/** A Retry-After further off than a day is taken for a mistake, and for a day. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1_000

const PASSING_CODES = new Set(['refused', 'dns', 'timeout', 'truncated', 'network'])
const PASSING_STATUSES = new Set([408, 425, 429])

export interface RetryOptions {
  clock: Clock
  /** In [0, 1). */
  random: () => number
  signal: AbortSignal
}

/** Runs work and retries it; all the work that one runner is given shares three attempts, so that many pages do not multiply them. */
export type RetryRunner = <T>(work: (attempt: number) => Promise<T>) => Promise<T>

export function createRetryRunner({ clock, random, signal }: RetryOptions): RetryRunner {
  let attempt = 1
  return async (work) => {
    for (;;) {
      try {
        return await work(attempt)
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !mayPass(error)) throw error
        const asked = error.retryAfterMs ?? 0
        if (asked > LONGEST_WAIT_MS) throw error
        const wait = Math.max(asked, backoffMs(attempt, random))
        attempt += 1
        if (wait > 0) await clock.sleep(wait, signal)
      }
    }
  }
}

/** Full jitter: anything from nothing to 250 ms after the first attempt, doubling up to 5 s. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)))
}

/** Milliseconds from `now` that a Retry-After header asks for: seconds, or an HTTP date. Undefined where it is neither. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim()
  if (!value) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : httpDate(value) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS)
}

/** Every form of RFC 9110 §5.6.7 begins with the day's name; without this check `Date.parse` would take "-1" for a year. */
function httpDate(value: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/i.test(value) ? Date.parse(value) : Number.NaN
}

function mayPass(error: unknown): error is UpstreamError {
  if (!(error instanceof UpstreamError)) return false
  if (error.code !== 'status') return PASSING_CODES.has(error.code)
  return PASSING_STATUSES.has(error.status ?? 0) || (error.status ?? 0) >= 500
}
