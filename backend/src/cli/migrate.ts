import { createLogger } from '../observe/logger.js'
import { schemaVersion } from '../postgres/migrate.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'

/** `modelkeep migrate`: brings the database's schema up to this program's. Connecting does it; this says so. */
export async function migrateCommand(): Promise<void> {
  const config = configFromEnvironment()
  const db = await databaseForCommand(config, createLogger({ level: 'warn', terminal: process.stderr.isTTY }))
  try {
    const [schema] = await db.query<{ version: number }>('SELECT version FROM modelkeep_schema')
    process.stdout.write(
      `${db.status().description}: schema ${schema?.version}; this program was written for schema ${schemaVersion}\n`,
    )
  } finally {
    await db.close()
  }
}
