import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../../../src/app.js'
import type { Clock } from '../../../src/lib/clock.js'
import { readConfig } from '../../../src/config.js'
import { createLogger } from '../../../src/observe/logger.js'
import { noPage, patientQueue } from '../../helpers/test-app.js'
import { send, type ReceivedResponse, type RequestSpec } from './http-client.js'

export const token = 'a-token-of-the-tests'
export const asAdmin = { Authorization: `Bearer ${token}` }

/** The whole program behind its HTTP server, with a clock that the test may set. */
export interface HttpApp {
  app: App
  url: string
  dataDir: string
  send(sent: RequestSpec | string): Promise<ReceivedResponse>
  /** Resolves with the next sync that ends. */
  nextSync(): Promise<unknown>
  stop(): Promise<void>
}

export interface HttpAppOptions {
  clock?: Clock
  /** false: it listens, but its cold start has not begun. */
  started?: boolean
  /** true: it sheds load as in production. */
  shedsLoad?: boolean
}

/** `env` as in the environment. Defaults: no database, no upstream, and a temporary DATA_DIR that is removed at the end. */
export async function startHttpApp(
  env: Record<string, string | undefined> = {},
  { clock, started = true, shedsLoad = false }: HttpAppOptions = {},
): Promise<HttpApp> {
  const ownDir = env['DATA_DIR'] === undefined ? await mkdtemp(join(tmpdir(), 'modelkeep-http-')) : null
  const dataDir = ownDir ?? env['DATA_DIR']!
  const config = readConfig({
    LOG_LEVEL: 'silent',
    RATE_LIMIT: '0',
    DATABASE_URL: 'off',
    OPENROUTER_BASE_URL: 'http://127.0.0.1:9/api/v1',
    ADMIN_TOKEN: token,
    DATA_DIR: dataDir,
    ...env,
  })
  const app = await createApp(config, {
    log: createLogger({ level: config.logLevel, terminal: false }),
    pageDir: noPage,
    ...(!shedsLoad && { workQueue: patientQueue }),
    ...(clock && { clock }),
  })
  const url = await listen(app.server)
  if (started) await app.start()
  return {
    app,
    url,
    dataDir,
    send: (sent) => send(url, sent),
    nextSync: async () => ((await once(app.events, 'sync')) as unknown[])[0],
    stop: async () => {
      await app.stop()
      if (ownDir) await rm(ownDir, { recursive: true, force: true })
    },
  }
}

/** Listens on a random port of 127.0.0.1. @returns the URL */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
