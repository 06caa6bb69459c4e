import { systemClock } from '../lib/clock.js'
import { createLogger } from '../observe/logger.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment, loadDotEnv } from './environment.js'
import { say } from './say.js'
import { localRouteApi, type LocalRouteApi } from './source/local-route-api.js'
import { createServiceClient } from './source/service-client.js'
import { serviceRouteApi } from './source/service-route-api.js'

/** The routes of the service that `--url` or MODELKEEP_URL names; without one, over the local sources. @throws SourceError */
export function openRouteApi(url: string | undefined): LocalRouteApi {
  loadDotEnv()
  const service = url ?? (process.env['MODELKEEP_URL'] || undefined)
  if (service !== undefined)
    return { ...serviceRouteApi(createServiceClient(service), systemClock), close: async () => {} }
  const config = configFromEnvironment()
  const log = createLogger({ level: 'error', terminal: process.stderr.isTTY, descriptor: 2 })
  return localRouteApi({ config, clock: systemClock, openDatabase: () => databaseForCommand(config, log), say })
}
