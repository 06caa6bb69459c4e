import type { Clock } from '../../lib/clock.js'
import type { Config } from '../../config.js'
import { createAddressLimit } from './address-limit.js'
import { createAdminFailures } from './admin.js'
import { createClientAddress } from './client-address.js'
import type { HttpContext } from '../context.js'

/** Whom a request counts for, and how much each may ask for, as the configuration wants it. */
export function createLimits(
  { trustedProxies, rateLimit }: Pick<Config, 'trustedProxies' | 'rateLimit'>,
  clock: Pick<Clock, 'now'>,
): Pick<HttpContext, 'clientAddress' | 'rateLimit' | 'adminFailures'> {
  return {
    clientAddress: createClientAddress(trustedProxies),
    rateLimit: rateLimit && createAddressLimit({ ...rateLimit, clock }),
    adminFailures: createAdminFailures(clock),
  }
}
