import { existsSync } from 'node:fs'
import { readConnection } from './data-dir/connection-file.js'
import { layoutOf } from './data-dir/layout.js'
import { isolatedClient } from './isolated-client.js'

/** Long enough for a busy machine, short enough for a command that waits for the result. */
const RESPONSE_MS = 2000

/** Whether `dataDir` contains a database, running or not. */
export function hasDatabase(dataDir: string): boolean {
  return existsSync(layoutOf(dataDir).cluster)
}

/** The connection of the server that runs on `dataDir`, verified by a query; null if none responds. */
export async function findRunning(dataDir: string): Promise<{ url: string; pid: number } | null> {
  const connection = await readConnection(layoutOf(dataDir).connectionFile)
  if (connection === null || !(await acceptsQueries(connection.url))) return null
  return { url: connection.url, pid: connection.pid }
}

/** Whether the server at `url` accepts our login and answers a query within about two seconds. */
export async function acceptsQueries(url: string): Promise<boolean> {
  const { default: pg } = await import('pg') // slow to load, and often not needed
  const client = new (isolatedClient(pg.Client))({
    connectionString: url,
    connectionTimeoutMillis: RESPONSE_MS,
    query_timeout: RESPONSE_MS,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    // Not awaited: closing may hang on a frozen server.
    void client.end().catch(() => {})
  }
}
