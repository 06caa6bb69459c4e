import type pg from 'pg'
import type { SslMode } from '../config.js'
import { driver } from './driver.js'

const connectTimeoutMs = 3_000
export const queryTimeoutMs = 5_000

/** Times arrive as Unix milliseconds, bigint as number: no id or size of ours comes near 2^53. */
function typesOf({ types: { builtins, getTypeParser } }: typeof pg): pg.CustomTypesConfig {
  return {
    getTypeParser: (oid, format) => {
      if (oid === builtins.TIMESTAMPTZ)
        return (text: string) => Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
      if (oid === builtins.INT8) return Number
      return getTypeParser(oid, format)
    },
  }
}

export interface ConnectionOptions {
  url: string
  ssl: SslMode
}

/** Decided here: what a URL says of these would win over it, in the driver. */
const ours = [
  'sslmode',
  'ssl',
  'connectionTimeoutMillis',
  'query_timeout',
  'statement_timeout',
  'max',
  'application_name',
]

/** What every connection shares: both timeouts, since only together they bound a call to a frozen server. */
export function clientConfig({ url, ssl }: ConnectionOptions): pg.ClientConfig {
  const bare = new URL(url)
  for (const name of ours) bare.searchParams.delete(name)
  return {
    connectionString: bare.href,
    ssl: sslOption(ssl),
    types: typesOf(driver()),
    application_name: 'modelkeep',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  }
}

/** A pool that never keeps the process alive. `max` counts every connection of the pool; LISTEN has one of its own. */
export function createPool(connection: ConnectionOptions, max: number): pg.Pool {
  const pool = new (driver().Pool)({
    ...clientConfig(connection),
    max,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  })
  // A client in use that loses its connection rejects its query and emits `error` too: unheard, that would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Ends a pool with all of its connections, those in use too: their queries are rejected at once. Otherwise they would stay for as long
 * as they wait for a server that is gone, beside those of the next pool.
 */
export async function endPool(pool: pg.Pool, inUse: Iterable<pg.PoolClient>): Promise<void> {
  const ended = pool.end()
  for (const client of inUse) void (client as pg.PoolClient & pg.Client).end().catch(() => {})
  await ended.catch(() => {})
}

/** The connections of a pool that somebody has taken and not given back. */
export function connectionsInUse(pool: pg.Pool): ReadonlySet<pg.PoolClient> {
  const inUse = new Set<pg.PoolClient>()
  pool.on('acquire', (client) => inUse.add(client))
  pool.on('release', (_error, client) => inUse.delete(client))
  return inUse
}

/** `require` encrypts without checking who answers, as libpq does; `verify-full` checks chain and host name. */
function sslOption(mode: SslMode): pg.ClientConfig['ssl'] {
  if (mode === 'disable') return false
  return { rejectUnauthorized: mode === 'verify-full' }
}
