import { systemClock } from '../lib/clock.js'
import { createLogger } from '../observe/logger.js'
import { localSource } from './source/local-source.js'
import type { ModelSource } from './source/model-source.js'
import { serviceSource } from './source/service-source.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment, loadDotEnv } from './environment.js'
import { say } from './say.js'

/** The service that `--url` or MODELKEEP_URL names; without one, the local sources. */
export function openSource(url: string | undefined): ModelSource {
  loadDotEnv()
  const service = url ?? (process.env['MODELKEEP_URL'] || undefined)
  if (service !== undefined) return serviceSource(service, say)
  const config = configFromEnvironment()
  const log = createLogger({ level: 'error', terminal: process.stderr.isTTY })
  return localSource({ config, clock: systemClock, openDatabase: () => databaseForCommand(config, log), say })
}
