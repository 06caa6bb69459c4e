import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** Of 127.0.0.1, for a program that is told its port. Somebody else may take it meanwhile: rare, and loud. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
