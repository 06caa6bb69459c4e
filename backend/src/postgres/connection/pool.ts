import { isolatedClient } from '@modelkeep/embedded-postgres/isolated-client'
import type pg from 'pg'
import { DamagedRow } from '../database-error.js'
import { driver } from './driver.js'
import { tlsOptions, tlsParameters, type SslMode } from './tls.js'

const connectTimeoutMs = 3_000
export const queryTimeoutMs = 5_000

/** @throws DamagedRow for a time that JavaScript cannot represent, such as infinity */
function parseTime(text: string): number {
  const time = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
  if (Number.isNaN(time)) throw new DamagedRow(`a row has the time ${text}`)
  return time
}

/** Parses times as Unix milliseconds, and bigint as number: no id or size comes near 2^53. */
function typesOf({ types: { builtins, getTypeParser } }: typeof pg): pg.CustomTypesConfig {
  return {
    getTypeParser: (oid, format) => {
      if (oid === builtins.TIMESTAMPTZ) return parseTime
      if (oid === builtins.INT8) return Number
      return getTypeParser(oid, format)
    },
  }
}

export interface ConnectionOptions {
  url: string
  ssl: SslMode
  /** The program's own server: the user's `PG*` variables do not apply. */
  embedded?: boolean
}

/** Set by this module. The driver would prefer the values in the URL, so they are removed from it. */
const ownParameters = [
  ...tlsParameters,
  'uselibpqcompat',
  'connectionTimeoutMillis',
  'query_timeout',
  'statement_timeout',
  'max',
  'application_name',
]

/** Settings of every connection. Only both timeouts together bound a call to a frozen server. */
function clientConfig({ url, ssl }: ConnectionOptions): pg.ClientConfig {
  const bare = new URL(url)
  for (const name of ownParameters) bare.searchParams.delete(name)
  return {
    connectionString: bare.href,
    ...tlsOptions(new URL(url), ssl),
    types: typesOf(driver()),
    application_name: 'modelkeep',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  }
}

function clientClass({ embedded }: ConnectionOptions): typeof pg.Client {
  const { Client } = driver()
  return withIsoDates(embedded ? isolatedClient(Client) : Client)
}

/** What the driver sends when it connects. Not among its types. */
interface StartupSettings {
  getStartupConf(): Readonly<Record<string, string>>
}

/** A class of clients that get times in the form that `parseTime` reads, whatever `DateStyle` a role or a database has. */
function withIsoDates(Client: typeof pg.Client): typeof pg.Client {
  return class extends Client implements StartupSettings {
    getStartupConf(): Readonly<Record<string, string>> {
      const settings = (Client.prototype as pg.Client & StartupSettings).getStartupConf.call(this)
      return { ...settings, datestyle: 'ISO' }
    }
  }
}

/** A connection outside the pool, not connected yet. A `query_timeout` of 0 is none. */
export function createClient(connection: ConnectionOptions, { query_timeout }: { query_timeout: number }): pg.Client {
  return new (clientClass(connection))({ ...clientConfig(connection), query_timeout })
}

/** Creates a pool of at most `max` connections that does not keep the process alive. */
export function createPool(connection: ConnectionOptions, max: number): pg.Pool {
  const pool = new (driver().Pool)({
    ...clientConfig(connection),
    Client: clientClass(connection),
    max,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  })
  // A busy client that loses its connection rejects its query and also emits `error`, which ends the process without a listener.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Ends a pool with all of its connections. Queries in progress are rejected at once; otherwise their connections would wait for a
 * server that is gone, and add to those of the next pool.
 */
export async function endPool(pool: pg.Pool, inUse: Iterable<pg.PoolClient>): Promise<void> {
  const ended = pool.end()
  for (const client of inUse) void (client as pg.PoolClient & pg.Client).end().catch(() => {})
  await ended.catch(() => {})
}

/** A live set of the connections that are checked out of the pool. */
export function connectionsInUse(pool: pg.Pool): ReadonlySet<pg.PoolClient> {
  const inUse = new Set<pg.PoolClient>()
  pool.on('acquire', (client) => inUse.add(client))
  pool.on('release', (_error, client) => inUse.delete(client))
  return inUse
}
