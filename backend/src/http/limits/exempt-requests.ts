import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../lib/clock.js'
import type { LoadClass } from '../route.js'
import { createAddressLimit } from './address-limit.js'
import type { ClientAddress } from './client-address.js'

/** As many health and metrics requests of one address are handled at once. Others wait with the work, or they could take all the time. */
const unqueued = { perSecond: 20, burst: 100 }

/** Whether a request waits in the work queue: those that need work, and a flood of exempt ones. */
export function createQueueing(parts: {
  clock: Clock
  clientAddress: ClientAddress
}): (req: IncomingMessage, load: LoadClass) => boolean {
  const exemptions = createAddressLimit({ ...unqueued, clock: parts.clock })
  return (req, load) => load === 'work' || (load === 'exempt' && !exemptions.take(parts.clientAddress(req)).allowed)
}
