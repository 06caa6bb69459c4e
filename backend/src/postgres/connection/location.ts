import type { EmbeddedServer } from '@modelkeep/embedded-postgres/server'
import type { Config, DatabaseChoice } from '../../config.js'
import type { Logger } from '../../observe/logger.js'
import { createClient, type ConnectionOptions } from './pool.js'
import type { SslMode } from './tls.js'

/** Where the database is. */
export interface DatabaseLocation {
  /** May take long, since it may start the server. Called again after the connection was lost. */
  locate(signal: AbortSignal): Promise<ConnectionOptions>
  /** For the log and the terminal: with the address, without password or query. */
  describe(): string
  /** For everybody: which kind of database, without its address. */
  name(): string
  close(): Promise<void>
}

export interface EmbeddedLocationOptions {
  dataDir: string
  log: Logger
  onProgress?: (message: string) => void
}

/** The program's own server in DATA_DIR. Started when first located, and again if it has died. */
export function embeddedLocation({ dataDir, log, onProgress }: EmbeddedLocationOptions): DatabaseLocation {
  let server: EmbeddedServer | null = null
  let ended = false
  return {
    locate: async (signal) => {
      if (ended) await server?.stop() // it died; releases its lock
      if (ended || server === null) {
        const { startEmbedded } = await import('@modelkeep/embedded-postgres/server') // not needed with DATABASE_URL
        server = await startEmbedded({ dataDir, log, signal, onProgress })
        ended = false
        void server.exited.finally(() => {
          ended = true
        })
      }
      return { url: server.url, ssl: 'disable', embedded: true }
    },
    describe: () => `${embeddedName(server)} in ${dataDir}`,
    name: () => embeddedName(server),
    close: async () => {
      await server?.stop()
      server = null
    },
  }
}

function embeddedName(server: EmbeddedServer | null): string {
  return `embedded PostgreSQL ${server?.version ?? ''}`.trim()
}

/** The location that the configuration names; null if there is no database. */
export function locationFor(
  config: Config,
  log: Logger,
  onProgress?: (message: string) => void,
): DatabaseLocation | null {
  if (config.database.kind === 'off') return null
  if (config.database.kind === 'external') return externalLocation(config.database)
  return embeddedLocation({ dataDir: config.dataDir, log, ...(onProgress && { onProgress }) })
}

type ExternalDatabase = Extract<DatabaseChoice, { kind: 'external' }>

/** A server that another process of this program runs in DATA_DIR. */
export function runningLocation(url: string): DatabaseLocation {
  return { ...externalLocation({ url, ssl: 'disable' }), locate: async () => ({ url, ssl: 'disable', embedded: true }) }
}

export function externalLocation({ url, ssl }: Partial<ExternalDatabase> & ConnectionOptions): DatabaseLocation {
  const { hostname, port, pathname } = new URL(url)
  return {
    locate: async () => ({ url, ssl: ssl === 'prefer' ? await preferTls(url) : ssl }),
    describe: () => `PostgreSQL at ${hostname}${port ? `:${port}` : ''}${pathname}`,
    name: () => 'PostgreSQL',
    close: async () => {},
  }
}

/** libpq's `prefer`, which the driver lacks: TLS if the server offers it. */
async function preferTls(url: string): Promise<SslMode> {
  const client = createClient({ url, ssl: 'require' }, { query_timeout: 0 })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'require'
  } catch (error) {
    if (error instanceof Error && /does not support SSL/i.test(error.message)) return 'disable'
    throw error
  } finally {
    void client.end().catch(() => {})
  }
}
