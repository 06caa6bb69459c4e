import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Clock } from '../lib/clock.js'

const pollMs = 50
/** A busy client sends its next request within this time, and learns from `Connection: close` to reconnect elsewhere. */
const idleGraceMs = 500
const totalGraceMs = 4_000

/**
 * Serves for `drainMs` more, so that load balancers move on, then accepts no more connections. Resolves when the requests in progress
 * are answered and no connection is left. Every response must carry `Connection: close` by now.
 *
 * Idle connections stay open for a moment, so that a request that is already on its way is answered (integration/http/close.test.ts).
 * Node's own `close()` and http-terminator close them at once. Whatever is left after the grace period is closed.
 */
export async function closeServer(server: Server, clock: Clock, drainMs = 0): Promise<void> {
  if (!server.listening) return
  if (drainMs > 0) await clock.sleep(drainMs)
  const closed = once(server, 'close').then(() => true)
  NetServer.prototype.close.call(server) // stops accepting and, unlike http.Server's, leaves idle connections open
  const stoppedAt = clock.now()
  do {
    if (clock.now() >= stoppedAt + totalGraceMs) server.closeAllConnections()
    else if (clock.now() >= stoppedAt + idleGraceMs) server.closeIdleConnections()
  } while (!(await Promise.race([closed, clock.sleep(pollMs).then(() => false)])))
}
