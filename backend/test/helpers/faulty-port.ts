import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a database that a test can close: refuses and cuts, or swallows everything, or lets pass. */
export interface FaultyPort {
  url: string
  /** Cuts what is open and refuses what comes. */
  refuse(): Promise<void>
  /** Keeps connections open and lets nothing through: a frozen server. */
  freeze(): void
  pass(): Promise<void>
  close(): Promise<void>
}

export async function createFaultyPort(databaseUrl: string): Promise<FaultyPort> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let frozen = false
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((client) => {
    const upstream = track(connect(Number(target.port), target.hostname))
    track(client)
    client.on('data', (chunk) => frozen || upstream.write(chunk))
    upstream.on('data', (chunk) => frozen || client.write(chunk))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const stopListening = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  return {
    url: url.href,
    refuse: stopListening,
    freeze: () => {
      frozen = true
    },
    pass: async () => {
      if (frozen) cut()
      frozen = false
      if (server.listening) return
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    close: async () => {
      cut()
      await stopListening()
    },
  }
}
