// When a failed delivery is tried again.

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** After each failed attempt but the last. */
const delaysMs = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
const jitter = 0.2
const longestRetryAfterMs = 24 * HOUR

export const maxAttempts = delaysMs.length + 1

/**
 * Milliseconds until the next attempt after `attempt` (from 1) failed; null: it was the last. Up to 20 % more at random, so that many
 * events do not return at once. A receiver's `Retry-After` can make it longer, up to a day, never shorter.
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | null, random: () => number): number | null {
  const delay = delaysMs[attempt - 1]
  if (delay === undefined) return null
  return Math.max(delay * (1 + jitter * random()), Math.min(retryAfterMs ?? 0, longestRetryAfterMs))
}

/** Seconds, or an HTTP date (RFC 9110, 10.2.3), in milliseconds from `now`; null if it is neither. */
export function readRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * SECOND
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
