import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A proxy between a program and its database. Counts what the program sends, and can act at a given message. */
export interface CountingProxy {
  url: string
  /** Data chunks sent by the program since the start. */
  sent(): number
  /** Calls `strike` after so many more chunks, before the last one is passed on. null: cancels that. */
  at(pieces: number | null, strike: () => void): void
  /** Cuts every connection after so many more chunks. Loses the response to the last one, or that chunk itself. */
  cutAt(pieces: number, lose: 'response' | 'piece'): void
  close(): Promise<void>
}

export async function startCountingProxy(databaseUrl: string): Promise<CountingProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let sent = 0
  let place: { at: number; strike: (upstream: Socket, bytes: Buffer) => void } | null = null
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      from.on('error', () => {})
      from.on('close', () => (sockets.delete(from), to.writableEnded || to.destroy()))
    }
    client.on('data', (bytes) => {
      sent += 1
      if (place !== null && sent >= place.at) {
        const { strike } = place
        place = null
        strike(upstream, bytes)
      }
      if (upstream.writable) upstream.write(bytes)
    })
    upstream.on('data', (bytes) => client.writable && client.write(bytes))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${port}` }).href,
    sent: () => sent,
    at: (pieces, strike) => {
      place = pieces === null ? null : { at: sent + pieces, strike }
    },
    cutAt: (pieces, lose) => {
      place = {
        at: sent + pieces,
        strike: (upstream, bytes) => {
          if (lose === 'response') upstream.end(bytes) // the server reads it before it reads the end
          for (const socket of sockets) if (socket !== upstream || lose === 'piece') socket.destroy()
        },
      }
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
