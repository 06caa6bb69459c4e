import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../lib/clock.js'
import type { Tally } from '../../observe/tally.js'
import { HttpProblem } from '../response/problem.js'
import { createAddressLimit, type AddressLimit } from './address-limit.js'
import type { ClientAddress } from './client-address.js'
import { tooMany } from './rate-limit.js'

const failuresPerMinute = 5

/** Checks a request for the admin token. @throws HttpProblem 401, 403, 429 */
export type AdminGuard = (req: Pick<IncomingMessage, 'headers' | 'socket'>) => void

/** How often an address may send a wrong token: five times, and once more every twelve seconds. */
export function createAdminFailures(clock: Pick<Clock, 'now'>): AddressLimit {
  return createAddressLimit({ perSecond: failuresPerMinute / 60, burst: failuresPerMinute, clock })
}

export interface AdminOptions {
  /** null: administration is off. */
  adminToken: string | null
  adminFailures: AddressLimit
  clientAddress: ClientAddress
  tally: Pick<Tally, 'refused'>
}

/**
 * Accepts `Authorization: Bearer <token>`, compared in constant time. After too many wrong tokens an address is refused for a while, even
 * with the right one; otherwise it could keep guessing. Other addresses are not affected, so nobody can lock out an administrator.
 */
export function createAdminGuard({ adminToken, adminFailures, clientAddress, tally }: AdminOptions): AdminGuard {
  const expected = adminToken === null ? null : digest(adminToken)
  return (req) => {
    if (expected === null) throw new HttpProblem(403, 'administration is off: ADMIN_TOKEN is not set')
    const address = clientAddress(req)
    const failures = adminFailures.look(address)
    if (!failures.allowed) {
      tally.refused.rate_limit++
      throw tooMany('this address sent a wrong admin token too often; try again later', failures)
    }
    const given = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1]
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return
    adminFailures.take(address)
    throw new HttpProblem(401, 'this route requires "Authorization: Bearer" with the admin token', {
      headers: { 'WWW-Authenticate': 'Bearer realm="modelkeep"' },
    })
  }
}

/** Digests have equal length, so the comparison does not reveal the token's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
