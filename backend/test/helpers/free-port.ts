import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A free port of 127.0.0.1, for a program that needs a fixed one. Another process may take it before: rare, and obvious. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
