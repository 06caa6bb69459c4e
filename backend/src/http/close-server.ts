import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Clock } from '../clock.js'

const lookEveryMs = 50

/**
 * Takes no more connections, and resolves when the requests under way are answered and no connection is left. Node leaves
 * a connection open that becomes idle after `close`, for as long as keep-alive lasts: it is looked for until none is left.
 */
export async function closeServer(server: Server, clock: Clock): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close').then(() => true)
  server.close()
  do server.closeIdleConnections()
  while (!(await Promise.race([closed, clock.sleep(lookEveryMs).then(() => false)])))
}
