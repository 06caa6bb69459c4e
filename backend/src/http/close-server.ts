import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Clock } from '../clock.js'

const lookEveryMs = 50
const graceMs = 4_000

/**
 * Takes no more connections, and resolves when the requests under way are answered and no connection is left. Node leaves
 * a connection open that becomes idle after `close`, for as long as keep-alive lasts: it is looked for until none is left.
 * After a grace what is left is cut: a connection that never asked for anything, or a reader that is too slow.
 */
export async function closeServer(server: Server, clock: Clock): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close').then(() => true)
  server.close()
  const cutAt = clock.now() + graceMs
  do {
    if (clock.now() >= cutAt) server.closeAllConnections()
    else server.closeIdleConnections()
  } while (!(await Promise.race([closed, clock.sleep(lookEveryMs).then(() => false)])))
}
