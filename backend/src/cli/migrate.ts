import { createLogger } from '../observe/logger.js'
import { schemaVersion } from '../postgres/migrate.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'

/** `modelkeep migrate`: connecting migrates the schema; this reports its version. */
export async function migrateCommand(): Promise<void> {
  const config = configFromEnvironment()
  const db = await databaseForCommand(config, createLogger({ level: 'warn', terminal: process.stderr.isTTY }))
  try {
    const [schema] = await db.query<{ version: number }>('SELECT version FROM modelkeep_schema')
    const versions = `schema ${schema?.version}; this program was written for schema ${schemaVersion}`
    process.stdout.write(`${db.status().description}: ${versions}\n`)
  } finally {
    await db.close()
  }
}
