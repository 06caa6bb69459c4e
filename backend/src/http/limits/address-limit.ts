import type { Clock } from '../../lib/clock.js'

/** What an address may still request. */
export interface Allowance {
  allowed: boolean
  /** How many requests it may make at once. */
  remaining: number
  /** Seconds until it may make one more; 0: at once. */
  retryAfterSeconds: number
  /** Seconds until its bucket is full again. */
  resetSeconds: number
}

/** A token bucket per address; the number of addresses is bounded. */
export interface AddressLimit {
  readonly perSecond: number
  readonly burst: number
  /** Takes one token, if there is one. */
  take(address: string): Allowance
  /** The allowance, without taking a token. */
  look(address: string): Allowance
}

/** About 2 MB. A per-address limit does not stop a client with more addresses than this anyway. */
const mostAddresses = 10_000

/**
 * The generic cell rate algorithm: the only state of an address is the time at which its bucket will be full again, in milliseconds.
 * The least recently seen address is evicted first, and starts again with a full bucket.
 */
export function createAddressLimit({
  perSecond,
  burst,
  clock,
  most = mostAddresses,
}: {
  perSecond: number
  burst: number
  clock: Pick<Clock, 'now'>
  most?: number
}): AddressLimit {
  const fullAt = new Map<string, number>()
  const tokenMs = 1000 / perSecond
  const bucketMs = burst * tokenMs

  /** Milliseconds until the bucket is full. A clock that was set back locks nobody out for longer than an empty bucket does. */
  function missingMs(address: string, now: number): number {
    const missing = (fullAt.get(address) ?? 0) - now
    if (missing > bucketMs) fullAt.set(address, now + bucketMs)
    return Math.min(bucketMs, Math.max(0, missing))
  }

  const allowance = (allowed: boolean, missing: number): Allowance => ({
    allowed,
    remaining: Math.max(0, Math.floor((bucketMs - missing) / tokenMs + 1e-9)),
    retryAfterSeconds: Math.max(0, Math.ceil((missing + tokenMs - bucketMs) / 1000 - 1e-9)),
    resetSeconds: Math.max(0, Math.ceil(missing / 1000 - 1e-9)),
  })

  const mayTake = (missing: number): boolean => missing + tokenMs <= bucketMs + 1e-6

  return {
    perSecond,
    burst,
    look: (address) => {
      const missing = missingMs(address, clock.now())
      return allowance(mayTake(missing), missing)
    },
    take: (address) => {
      const now = clock.now()
      const missing = missingMs(address, now)
      if (!mayTake(missing)) return allowance(false, missing)
      fullAt.delete(address) // a Map keeps insertion order: this makes it the most recently seen
      fullAt.set(address, now + missing + tokenMs)
      if (fullAt.size > most) fullAt.delete(fullAt.keys().next().value!)
      return allowance(true, missing + tokenMs)
    },
  }
}
