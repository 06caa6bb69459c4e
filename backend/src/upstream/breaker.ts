import type { Clock } from '../lib/clock.js'
import { UpstreamError } from './upstream-error.js'

/**
 * A circuit breaker: suspends requests to an upstream that is down, or that sent a Retry-After.
 *
 * - **closed**: every call goes through. Five consecutive failed calls (all attempts of a call count as one) open the breaker.
 * - **open**: calls fail immediately, for 20 s or for the duration of the last Retry-After, up to a limit.
 * - **half-open**: the 20 s are over. One trial call goes through; others still fail immediately. If the trial succeeds the breaker
 *   closes; if it fails the breaker opens for another 20 s; if it is aborted the next call becomes the trial.
 *
 * After a Retry-After the breaker is closed again, unless five calls have failed: being asked to wait does not mean that upstream is
 * down. An aborted call counts neither as a success nor as a failure. A forced call always goes through.
 */
export interface Breaker {
  state(): 'closed' | 'open' | 'half-open'
  run<T>(call: () => Promise<T>, options?: CallOptions): Promise<T>
}

export interface CallOptions {
  /** Goes through whatever the state. */
  force?: boolean
}

const FAILURES_TO_OPEN = 5
/** Short enough that syncs resume within 30 s of the end of an outage, including one attempt. */
const OPEN_MS = 20_000

/** A longer Retry-After than `maxRetryAfterMs` is cut to it. */
export function createBreaker(clock: Clock, maxRetryAfterMs = Infinity): Breaker {
  return new CircuitBreaker(clock, maxRetryAfterMs)
}

class CircuitBreaker implements Breaker {
  readonly #clock: Clock
  readonly #maxRetryAfterMs: number
  #failures = 0
  #openedAt = 0
  #openUntil = 0
  #openedByRetryAfter = false
  #trialInProgress = false

  constructor(clock: Clock, maxRetryAfterMs: number) {
    this.#clock = clock
    this.#maxRetryAfterMs = maxRetryAfterMs
  }

  state(): 'closed' | 'open' | 'half-open' {
    if (this.#isOpen(this.#clock.now())) return 'open'
    return this.#isTripped() ? 'half-open' : 'closed'
  }

  async run<T>(call: () => Promise<T>, { force = false }: CallOptions = {}): Promise<T> {
    if (!force) this.#assertAllowed()
    const isTrial = this.#isTripped()
    if (isTrial) this.#trialInProgress = true
    try {
      const result = await call()
      this.#failures = 0
      this.#openUntil = 0
      return result
    } catch (error) {
      this.#recordFailure(error)
      throw error
    } finally {
      if (isTrial) this.#trialInProgress = false
    }
  }

  #isTripped(): boolean {
    return this.#failures >= FAILURES_TO_OPEN
  }

  /** Also checks the start, so that a clock that was set back does not extend the time. */
  #isOpen(now: number): boolean {
    return now >= this.#openedAt && now < this.#openUntil
  }

  #assertAllowed(): void {
    const now = this.#clock.now()
    if (this.#isOpen(now)) {
      const reason = this.#openedByRetryAfter ? 'it sent a Retry-After' : this.#failureCount()
      const message = `requests to upstream are suspended until ${new Date(this.#openUntil).toISOString()}: ${reason}`
      throw new UpstreamError('breaker_open', message, { retryAfterMs: this.#openUntil - now })
    }
    if (this.#isTripped() && this.#trialInProgress) {
      const message = `requests to upstream are suspended during a trial call: ${this.#failureCount()}`
      throw new UpstreamError('breaker_open', message)
    }
  }

  #failureCount(): string {
    return `${this.#failures} consecutive calls have failed`
  }

  #recordFailure(error: unknown): void {
    if (error instanceof UpstreamError && error.code === 'aborted') return
    this.#failures += 1
    if (this.#isTripped()) this.#open(OPEN_MS, false)
    if (error instanceof UpstreamError && error.retryAfterMs)
      this.#open(Math.min(error.retryAfterMs, this.#maxRetryAfterMs), true)
  }

  /** Never shortens the time that is left. */
  #open(ms: number, byRetryAfter: boolean): void {
    const now = this.#clock.now()
    if (this.#isOpen(now) && this.#openUntil >= now + ms) return
    this.#openedAt = now
    this.#openUntil = now + ms
    this.#openedByRetryAfter = byRetryAfter
  }
}
