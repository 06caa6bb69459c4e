import type { EmbeddedServer } from '@modelkeep/embedded-postgres/server'
import type { Config, DatabaseChoice, SslMode } from '../config.js'
import type { Logger } from '../observe/logger.js'
import { driver } from './driver.js'
import { clientConfig, type ConnectionOptions } from './pool.js'

/** Where the database is. `locate` may take long (it may have to start the server) and may be called again after a loss. */
export interface DatabaseLocation {
  locate(signal: AbortSignal): Promise<ConnectionOptions>
  /** For the log and the terminal: without password or query. */
  describe(): string
  /** What anybody may read: which database, and not where it is. */
  name(): string
  close(): Promise<void>
}

export interface EmbeddedLocationOptions {
  dataDir: string
  log: Logger
  onProgress?: (message: string) => void
}

/** The program's own server in DATA_DIR: started when first asked for, and again should it have died. */
export function embeddedLocation({ dataDir, log, onProgress }: EmbeddedLocationOptions): DatabaseLocation {
  let server: EmbeddedServer | null = null
  let ended = false
  return {
    locate: async (signal) => {
      if (ended) await server?.stop() // it died: what it held has to be let go before the next one
      if (ended || server === null) {
        const { startEmbedded } = await import('@modelkeep/embedded-postgres/server') // not needed with DATABASE_URL
        server = await startEmbedded({ dataDir, log, signal, onProgress })
        ended = false
        void server.exited.finally(() => {
          ended = true
        })
      }
      return { url: server.url, ssl: 'disable' }
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

/** Where the configuration says that the database is; null: nowhere. */
export function locationFor(
  config: Config,
  log: Logger,
  onProgress?: (message: string) => void,
): DatabaseLocation | null {
  if (config.database.kind === 'off') return null
  if (config.database.kind === 'external') return externalLocation(config.database)
  return embeddedLocation({ dataDir: config.dataDir, log, ...(onProgress && { onProgress }) })
}

export function externalLocation({ url, ssl }: Extract<DatabaseChoice, { kind: 'external' }>): DatabaseLocation {
  const { hostname, port, pathname } = new URL(url)
  return {
    locate: async () => ({ url, ssl: ssl === 'prefer' ? await preferTls(url) : ssl }),
    describe: () => `PostgreSQL at ${hostname}${port ? `:${port}` : ''}${pathname}`,
    name: () => 'PostgreSQL',
    close: async () => {},
  }
}

/** libpq's `prefer`, which the driver lacks: TLS where the server offers it, otherwise without. */
async function preferTls(url: string): Promise<SslMode> {
  const client = new (driver().Client)(clientConfig({ url, ssl: 'require' }))
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
