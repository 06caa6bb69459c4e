import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** Counts the program's connections as PostgreSQL sees them, many times a second, whenever PostgreSQL can be asked. */
export interface ConnectionWatch {
  /** The most at any one time, and how often it was looked, since it began or since `reset`. */
  most(): { connections: number; looks: number }
  reset(): void
  close(): Promise<void>
}

const lookEveryMs = 50
const counted = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'modelkeep'`

export function watchConnections(url: string): ConnectionWatch {
  const closing = new AbortController()
  let seen = { connections: 0, looks: 0 }
  const look = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'watcher',
      connectionTimeoutMillis: 1_000,
      query_timeout: 1_000,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      while (!closing.signal.aborted) {
        const { n } = (await client.query<{ n: number }>(counted)).rows[0]!
        seen = { connections: Math.max(seen.connections, n), looks: seen.looks + 1 }
        await delay(lookEveryMs, undefined, { signal: closing.signal })
      }
    } catch {
      // It cannot be asked now, or we are told to close.
    } finally {
      await Promise.race([client.end().catch(() => {}), delay(500)])
    }
  }
  const watching = (async () => {
    while (!closing.signal.aborted) {
      await look()
      await delay(lookEveryMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  })()
  return {
    most: () => seen,
    reset: () => {
      seen = { connections: 0, looks: 0 }
    },
    close: async () => {
      closing.abort(new Error('closed'))
      await watching
    },
  }
}
