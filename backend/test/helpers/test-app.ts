import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { createLogger } from '../../src/observe/logger.js'

/** Sheds nothing, however busy the machine is. */
export const patientQueue = { maxWaiting: Infinity, maxWaitMs: Infinity }

/** The whole program in this process, on a random port. */
export interface TestApp {
  app: App
  url: string
  dataDir: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  json<T = unknown>(path: string, init?: RequestInit): Promise<T>
  /** Resolves with the next event of this name that `accept` accepts. */
  next: EventWaiter
  stop(): Promise<void>
}

type EventWaiter = (
  event: 'sync' | 'snapshot' | 'database' | 'spool',
  accept?: (payload: { what?: string }) => boolean,
) => Promise<unknown>

/** Tests run on sources, without the built page. */
export const noPage = join(tmpdir(), 'modelkeep-no-page')

/** `env` as in the environment. Without DATA_DIR, a temporary directory is created, and removed at the end. */
export async function startTestApp(
  env: Record<string, string | undefined>,
  { pageDir = noPage }: { pageDir?: string } = {},
): Promise<TestApp> {
  const ownDir = env['DATA_DIR'] === undefined ? await mkdtemp(join(tmpdir(), 'modelkeep-app-')) : null
  const dataDir = ownDir ?? env['DATA_DIR']!
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    RATE_LIMIT: '0',
    DATABASE_URL: 'off',
    OPENROUTER_BASE_URL: 'http://127.0.0.1:9/api/v1',
    DATA_DIR: dataDir,
    ...env,
  })
  const app = await createApp(config, {
    log: createLogger({ level: config.logLevel, terminal: false }),
    pageDir,
    workQueue: patientQueue,
  })
  await new Promise<void>((resolve) => app.server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  await app.start()
  return {
    app,
    url,
    dataDir,
    fetch: (path, init) => fetch(url + path, init),
    json: async <T>(path: string, init?: RequestInit) => (await (await fetch(url + path, init)).json()) as T,
    next: (event, accept = () => true) =>
      new Promise((resolve) => {
        const listener = (payload: unknown): void => {
          if (!accept(payload as { what?: string })) return
          app.events.off(event, listener)
          resolve(payload)
        }
        app.events.on(event, listener)
      }),
    stop: async () => {
      await app.stop()
      if (ownDir) await rm(ownDir, { recursive: true, force: true })
    },
  }
}

/** Polls a condition for which there is no event. Bounded by the test's timeout. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}
