import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Clock } from '../lib/clock.js'

const lookEveryMs = 50
/** Who asks again and again does so within this time, and is told then that the connection ends. */
const lastWordMs = 500
const graceMs = 4_000

/**
 * Serves on for `drainMs`, so that whoever sends requests here learns to send them elsewhere; then takes no more connections, and
 * resolves when the requests under way are answered and no connection is left. Every answer is to carry `Connection: close` by now: a
 * client that keeps its connection busy is let go between two requests, and not in the middle of one that is on its way, which is what
 * closing idle connections at once (as Node's own `close` does) comes to. Those that stay idle are closed after that; what is left after
 * a grace is cut: a connection that never asked for anything, or a reader that is too slow.
 */
export async function closeServer(server: Server, clock: Clock, drainMs = 0): Promise<void> {
  if (!server.listening) return
  if (drainMs > 0) await clock.sleep(drainMs)
  const closed = once(server, 'close').then(() => true)
  NetServer.prototype.close.call(server) // takes no more, and leaves those that there are
  const stoppedAt = clock.now()
  do {
    if (clock.now() >= stoppedAt + graceMs) server.closeAllConnections()
    else if (clock.now() >= stoppedAt + lastWordMs) server.closeIdleConnections()
  } while (!(await Promise.race([closed, clock.sleep(lookEveryMs).then(() => false)])))
}
