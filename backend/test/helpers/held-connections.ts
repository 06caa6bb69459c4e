import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** Connections that are held so that nobody else can have them. */
export interface Held {
  count(): number
  release(): Promise<void>
}

const lookEveryMs = 20

/** Takes every connection that a server gives to this role, until SQLSTATE 53300, and goes on taking those that come free. */
export async function holdAllConnections(url: string): Promise<Held> {
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
        await delay(lookEveryMs, undefined, { signal: stop.signal }).catch(() => {})
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
