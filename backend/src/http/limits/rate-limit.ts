import type { IncomingMessage } from 'node:http'
import type { Tally } from '../../observe/tally.js'
import { HttpProblem } from '../response/problem.js'
import type { LoadClass } from '../route.js'
import type { AddressLimit, Allowance } from './address-limit.js'
import type { ClientAddress } from './client-address.js'

export interface RateLimitOptions {
  clientAddress: ClientAddress
  /** null: off. */
  rateLimit: AddressLimit | null
  tally: Pick<Tally, 'refused'>
}

/**
 * Charges a request to the address it came from, unless its route is exempt. Cached responses are never charged.
 * @throws HttpProblem 429 if the address has used up its allowance
 */
export function limitRate(
  { clientAddress, rateLimit, tally }: RateLimitOptions,
  req: IncomingMessage & WithLimit,
  load: LoadClass,
): void {
  if (rateLimit === null || load === 'exempt' || load === 'scrape') return
  const allowance = rateLimit.take(clientAddress(req))
  req.modelkeepLimit = limitHeaders(rateLimit, allowance)
  if (allowance.allowed) return
  tally.refused.rate_limit++
  throw tooMany(
    `this address exceeds ${rateLimit.perSecond} requests per second; cached responses do not count`,
    allowance,
  )
}

/** A 429 with `Retry-After` in whole seconds, at least one. */
export function tooMany(message: string, { retryAfterSeconds }: Allowance): HttpProblem {
  return new HttpProblem(429, message, { headers: { 'Retry-After': String(Math.max(1, retryAfterSeconds)) } })
}

interface WithLimit {
  modelkeepLimit?: readonly string[]
}

const none: readonly string[] = []

/** `RateLimit` and `RateLimit-Policy` of a request that was charged. Flat: name, value. */
export function rateLimitHeaders(req: { headers: unknown } & WithLimit): readonly string[] {
  return req.modelkeepLimit ?? none
}

/** draft-ietf-httpapi-ratelimit-headers-10: quota `q` per window of `w` seconds; `r` remain, and all of them after `t` seconds. */
function limitHeaders({ perSecond, burst }: AddressLimit, { remaining, resetSeconds }: Allowance): readonly string[] {
  const policy = `"address";q=${burst};w=${Math.ceil(burst / perSecond)}`
  return ['RateLimit-Policy', policy, 'RateLimit', `"address";r=${remaining};t=${resetSeconds}`]
}
