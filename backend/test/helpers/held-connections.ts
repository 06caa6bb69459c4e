import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** Connections that are held so that other clients cannot have them. */
export interface HeldConnections {
  count(): number
  release(): Promise<void>
}

const retryEveryMs = 20

/** Opens connections until the server has none left (SQLSTATE 53300), and keeps taking those that become free. */
export async function holdAllConnections(url: string): Promise<HeldConnections> {
  const clients = new Set<pg.Client>()
  const stop = new AbortController()
  let isFull = (): void => {}
  const full = new Promise<void>((resolve) => {
    isFull = resolve
  })
  const take = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const client = new pg.Client({
        connectionString: url,
        application_name: 'holder',
        connectionTimeoutMillis: 5_000,
      })
      client.on('error', () => {})
      client.once('end', () => clients.delete(client))
      try {
        await client.connect()
        clients.add(client)
      } catch (error) {
        if ((error as { code?: string }).code === '53300') isFull()
        await delay(retryEveryMs, undefined, { signal: stop.signal }).catch(() => {})
      }
    }
  }
  const taking = take()
  await full
  return {
    count: () => clients.size,
    release: async () => {
      stop.abort(new Error('released'))
      await taking
      await Promise.all([...clients].map((client) => client.end().catch(() => {})))
    },
  }
}
