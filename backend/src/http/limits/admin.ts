import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Clock } from '../../lib/clock.js'
import { createAddressLimit, type AddressLimit } from './address-limit.js'
import type { HttpContext } from '../context.js'
import { HttpProblem } from '../response/problem.js'
import { tooMany } from './rate-limit.js'

const failuresAMinute = 5

/** How often an address may be wrong about the token: five times, and once more every twelve seconds. */
export function createAdminFailures(clock: Pick<Clock, 'now'>): AddressLimit {
  return createAddressLimit({ perSecond: failuresAMinute / 60, burst: failuresAMinute, clock })
}

/**
 * Lets a request pass that carries `Authorization: Bearer <token>`, compared in constant time. Without a token all are refused.
 *
 * An address that was wrong too often is not listened to for a while, even if it is right: otherwise it could go on guessing as
 * fast as it likes. Others are: nobody can lock an administrator out from another address.
 */
export function requireAdmin({
  adminToken,
  adminFailures,
  clientAddress,
  tally,
}: Pick<HttpContext, 'adminToken' | 'adminFailures' | 'clientAddress' | 'tally'>): RequestHandler {
  const expected = adminToken === null ? null : digest(adminToken)
  return (req, _res, next) => {
    if (expected === null) throw new HttpProblem(403, 'administration is off: no ADMIN_TOKEN is set')
    const address = clientAddress(req)
    const failures = adminFailures.look(address)
    if (!failures.allowed) {
      tally.refused.rate_limit++
      throw tooMany(
        'this address gave a wrong admin token too often; its requests are not looked at for a while',
        failures,
      )
    }
    const given = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1]
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      adminFailures.take(address)
      throw new HttpProblem(401, 'this route wants "Authorization: Bearer" with the admin token', {
        headers: { 'WWW-Authenticate': 'Bearer realm="modelkeep"' },
      })
    }
    next()
  }
}

/** Digests are of one length, so that the comparison does not tell the token's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
