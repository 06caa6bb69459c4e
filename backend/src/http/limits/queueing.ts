import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../lib/clock.js'
import type { LoadClass } from '../route.js'
import { createAddressLimit } from './address-limit.js'
import type { ClientAddress } from './client-address.js'

/** As many scrapes of one address are handled at once. A scrape takes milliseconds, so a flood of them could take all the time. */
const unqueuedScrapes = { perSecond: 20, burst: 100 }

/** Whether a request waits in the work queue: those that need work, and a flood of scrapes. */
export function createQueueing(parts: {
  clock: Clock
  clientAddress: ClientAddress
}): (req: IncomingMessage, load: LoadClass) => boolean {
  const scrapes = createAddressLimit({ ...unqueuedScrapes, clock: parts.clock })
  return (req, load) => load === 'work' || (load === 'scrape' && !scrapes.take(parts.clientAddress(req)).allowed)
}
