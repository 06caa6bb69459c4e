import type { Clock } from '../lib/clock.js'
import { UpstreamError } from './upstream-error.js'

/**
 * Keeps the client from asking an upstream that is down, or that asked to be left alone.
 *
 * - **closed**: every call goes through. Five failed calls in a row (a call is all its attempts) open it.
 * - **open**: calls fail at once, for 20 s, or for as long as upstream's last Retry-After asked for.
 * - **half-open**: the 20 s are over. One call goes through as a trial, others still fail at once. Its success closes the breaker, its
 *   failure opens it for another 20 s, and if it is aborted the next call is the trial.
 *
 * After a Retry-After the breaker is as it was before: to be asked to wait is no sign of being down.
 * An aborted call is neither success nor failure.
 */
export interface Breaker {
  state(): 'closed' | 'open' | 'half-open'
  run<T>(call: () => Promise<T>): Promise<T>
}

const FAILURES_TO_OPEN = 5
/** Syncs go on within 30 s of the end of a fault: this, and an attempt. */
const OPEN_MS = 20_000

export function createBreaker(clock: Clock): Breaker {
  let failures = 0
  let openedAt = 0
  let openUntil = 0
  let becauseAsked = false
  let trialUnderWay = false

  const isTripped = (): boolean => failures >= FAILURES_TO_OPEN
  // A clock that was set back must not keep it open for longer than was meant.
  const isOpen = (now: number): boolean => now >= openedAt && now < openUntil

  function open(now: number, ms: number, asked: boolean): void {
    if (isOpen(now) && openUntil >= now + ms) return
    openedAt = now
    openUntil = now + ms
    becauseAsked = asked
  }

  function settle(error: unknown): void {
    if (error instanceof UpstreamError && error.code === 'aborted') return
    failures += 1
    const now = clock.now()
    if (isTripped()) open(now, OPEN_MS, false)
    if (error instanceof UpstreamError && error.retryAfterMs) open(now, error.retryAfterMs, true)
  }

  function refuseUnlessAllowed(): void {
    const now = clock.now()
    const why = becauseAsked ? 'it asked for that' : `${failures} calls in a row have failed`
    if (isOpen(now)) throw notAsked(`before ${new Date(openUntil).toISOString()}: ${why}`, openUntil - now)
    if (isTripped() && trialUnderWay)
      throw notAsked(`while a trial call is under way: ${failures} calls in a row have failed`)
  }

  return {
    state: () => (isOpen(clock.now()) ? 'open' : isTripped() ? 'half-open' : 'closed'),
    run: async (call) => {
      refuseUnlessAllowed()
      const isTrial = isTripped()
      if (isTrial) trialUnderWay = true
      try {
        const result = await call()
        failures = 0
        return result
      } catch (error) {
        settle(error)
        throw error
      } finally {
        if (isTrial) trialUnderWay = false
      }
    },
  }
}

function notAsked(when: string, retryAfterMs?: number): UpstreamError {
  return new UpstreamError('breaker_open', `upstream is not asked ${when}`, { retryAfterMs })
}
