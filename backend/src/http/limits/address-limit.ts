import type { Clock } from '../../lib/clock.js'

/** What an address may still do. */
export interface Allowance {
  allowed: boolean
  /** How many more it may do at once. */
  remaining: number
  /** Seconds after which it may do one more; 0: at once. */
  retryAfterSeconds: number
  /** Seconds after which it may do all again. */
  resetSeconds: number
}

/** A bucket of tokens for each address, bounded in number. */
export interface AddressLimit {
  readonly perSecond: number
  readonly burst: number
  /** Takes one token where there is one. */
  take(address: string): Allowance
  /** How it stands, with nothing taken. */
  look(address: string): Allowance
}

/** Some 2 MB. Who has that many addresses is not kept off by a limit for each of them. */
const mostAddresses = 10_000

/**
 * The generic cell rate algorithm: all that is known of an address is the moment at which its bucket will be full again, in
 * milliseconds. The least recently seen address is forgotten first, and begins anew with a full bucket.
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

  /** Milliseconds until the bucket is full. A clock that was set back must not lock anybody out for longer than an empty bucket does. */
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
