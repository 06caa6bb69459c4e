import { findRunning, hasDatabase } from '@modelkeep/embedded-postgres/running'
import type { Config } from '../../config.js'
import type { Database } from '../../postgres/database.js'
import { SourceError } from './model-source.js'

export interface LocalDatabaseOptions {
  config: Config
  /** Connects, and starts an embedded server if necessary. */
  openDatabase: () => Promise<Database>
}

/** The configured database, if it exists: reading must not create one. It is opened once, when it is first needed. */
export interface LocalDatabase {
  /** null: there is none. An existing embedded one is started. @throws SourceError */
  existing(): Promise<Database | null>
  /** null: there is none, or it is an embedded one that would have to be started. */
  running(): Promise<Database | null>
  /** @throws SourceError if there is none */
  history(): Promise<Database>
  close(): Promise<void>
}

export function createLocalDatabase({ config, openDatabase }: LocalDatabaseOptions): LocalDatabase {
  let opened: Promise<Database | null> | undefined
  const open = (): Promise<Database | null> => (opened ??= exists(config) ? openDatabase() : Promise.resolve(null))
  const existing = (): Promise<Database | null> =>
    open().catch((error: unknown) => {
      throw new SourceError(`the database cannot be used: ${messageOf(error)}`, { cause: error })
    })
  return {
    existing,
    running: async () => ((await isRunning(config)) ? open() : null),
    history: async () => {
      const db = await existing()
      if (db === null)
        throw new SourceError(
          'history needs a database or a running service: give --url, MODELKEEP_URL or DATABASE_URL',
        )
      return db
    },
    close: async () => (await opened?.catch(() => null))?.close(),
  }
}

function exists({ database: { kind }, dataDir }: Config): boolean {
  return kind === 'external' || (kind === 'embedded' && hasDatabase(dataDir))
}

async function isRunning({ database, dataDir }: Config): Promise<boolean> {
  return database.kind === 'external' || (database.kind === 'embedded' && (await findRunning(dataDir)) !== null)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
