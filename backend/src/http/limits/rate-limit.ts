import type { IncomingMessage } from 'node:http'
import type { Tally } from '../../observe/tally.js'
import type { AddressLimit, Allowance } from './address-limit.js'
import type { ClientAddress } from './client-address.js'
import { HttpProblem } from '../response/problem.js'

/** What probes and monitors ask for: to be answered to whoever asks, above all when much is asked. */
const neverCounted = new Set([
  '/livez',
  '/readyz',
  '/health',
  '/health/database',
  '/health/cache',
  '/health/models',
  '/metrics',
])

interface Limits {
  clientAddress: ClientAddress
  /** null: off. */
  rateLimit: AddressLimit | null
  tally: Tally
}

/**
 * Counts a request that costs work for the address that it came from. Answers that are ready never come here.
 * @throws HttpProblem 429 where the address has asked for too much
 */
export function limitRate({ clientAddress, rateLimit, tally }: Limits, req: IncomingMessage & WithLimit): void {
  if (rateLimit === null || neverCounted.has(pathOf(req.url))) return
  const allowance = rateLimit.take(clientAddress(req))
  req.modelkeepLimit = limitHeaders(rateLimit, allowance)
  if (allowance.allowed) return
  tally.refused.rate_limit++
  throw tooMany(
    `this address asks for more than ${rateLimit.perSecond} answers a second that are not ready; what is ready is answered all the same`,
    allowance,
  )
}

/** 429, with the seconds after which it is worth trying again (at least one: it is a whole number). */
export function tooMany(message: string, { retryAfterSeconds }: Allowance): HttpProblem {
  return new HttpProblem(429, message, { headers: { 'Retry-After': String(Math.max(1, retryAfterSeconds)) } })
}

interface WithLimit {
  modelkeepLimit?: readonly string[]
}

const none: readonly string[] = []

/** `RateLimit` and `RateLimit-Policy` of a request that was counted: name, value. */
export function rateLimitHeaders(req: { headers: unknown } & WithLimit): readonly string[] {
  return req.modelkeepLimit ?? none
}

/** As in draft-ietf-httpapi-ratelimit-headers-10: quota `q` in a window of `w` seconds; `r` are left, and all again after `t` seconds. */
function limitHeaders({ perSecond, burst }: AddressLimit, { remaining, resetSeconds }: Allowance): readonly string[] {
  return [
    'RateLimit-Policy',
    `"address";q=${burst};w=${Math.ceil(burst / perSecond)}`,
    'RateLimit',
    `"address";r=${remaining};t=${resetSeconds}`,
  ]
}

function pathOf(url = ''): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}
