import { findRunning } from '@modelkeep/embedded-postgres/running'
import type { Config } from '../config.js'
import { systemClock } from '../lib/clock.js'
import type { Logger } from '../observe/logger.js'
import { locationFor, runningLocation } from '../postgres/connection/location.js'
import { createDatabase, type Database } from '../postgres/database.js'
import { DatabaseUnavailable } from '../postgres/database-error.js'

/**
 * Connects to the database of a running `serve` if there is one, otherwise to the configured one, starting an embedded server if
 * necessary. Unlike a service, a command does not retry. @throws DatabaseUnavailable
 */
export async function databaseForCommand(config: Config, log: Logger): Promise<Database> {
  const { maxConnections } = config.database
  const running = config.database.kind === 'embedded' ? await findRunning(config.dataDir) : null
  const location = running ? runningLocation(running.url) : locationFor(config, log)
  const db = createDatabase({ location, maxConnections, clock: systemClock })
  try {
    await connected(db)
  } catch (error) {
    await db.close()
    throw error
  }
  return db
}

function connected(db: Database): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      const { state, lastError } = db.status()
      if (state === 'connected') resolve()
      else if (state !== 'starting') reject(new DatabaseUnavailable(lastError ?? 'DATABASE_URL is "off"'))
    }
    db.onChange(settle)
    db.start()
    settle()
  })
}
