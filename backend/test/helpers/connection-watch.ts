import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** Counts the program's connections as PostgreSQL sees them, every 50 ms, while PostgreSQL can be queried. */
export interface ConnectionWatch {
  /** The maximum, and the number of samples, since the start or the last `reset`. */
  max(): { connections: number; samples: number }
  reset(): void
  close(): Promise<void>
}

const sampleEveryMs = 50
const counted = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'modelkeep'`

export function watchConnections(url: string): ConnectionWatch {
  const closing = new AbortController()
  let seen = { connections: 0, samples: 0 }
  const sample = async (): Promise<void> => {
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
        seen = { connections: Math.max(seen.connections, n), samples: seen.samples + 1 }
        await delay(sampleEveryMs, undefined, { signal: closing.signal })
      }
    } catch {
      // PostgreSQL cannot be queried now, or the watch was closed.
    } finally {
      await Promise.race([client.end().catch(() => {}), delay(500)])
    }
  }
  const watching = (async () => {
    while (!closing.signal.aborted) {
      await sample()
      await delay(sampleEveryMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  })()
  return {
    max: () => seen,
    reset: () => {
      seen = { connections: 0, samples: 0 }
    },
    close: async () => {
      closing.abort(new Error('closed'))
      await watching
    },
  }
}
