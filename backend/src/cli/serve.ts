import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { lockDataDir } from '@modelkeep/embedded-postgres/lock'
import { createApp, type App } from '../app.js'
import type { Config } from '../config.js'
import { createLogger, type Logger } from '../observe/logger.js'
import { configFromEnvironment } from './environment.js'
import { reportFailure } from './failure.js'
import { readableAge } from './readable-age.js'

/** Beside the time for which it serves on. */
const stopWithinMs = 7_000
/** All is done by then; what is left is a connection to a server that does not answer, say, which Node would wait for. */
const leaveWithinMs = 500
const bannerWaitsMs = 15_000

/** Under load V8 lets a heap grow to several times of what is in use before it sweeps; so it is swept at a fifth more, for no more CPU here. */
const heapGrowth = '--heap-growing-percent=20'
/** V8 would put into the old part of the heap at once what in a busy second has outlived two collections: parts of each request, and what they hold with them. */
const bornYoung = '--no-allocation-site-pretenuring'

/** Serves until SIGTERM or SIGINT. Sets the exit code: 0 when stopped, 1 when it could not start. */
export async function serve(): Promise<void> {
  const stopped = untilToldToStop()
  for (const flag of [heapGrowth, bornYoung]) setFlagsFromString(flag)
  try {
    const config = configFromEnvironment()
    const log = createLogger({ level: config.logLevel, terminal: process.stdout.isTTY })
    const lock = await lockDataDir(config.dataDir)
    try {
      await run(config, log, stopped)
    } finally {
      await lock.release()
    }
    setTimeout(() => process.exit(), leaveWithinMs).unref()
  } catch (error) {
    reportFailure(error)
  }
}

async function run(config: Config, log: Logger, stopped: ToldToStop): Promise<void> {
  const app = await createApp(config, {
    log,
    workedMs,
    onProgress: (message) => process.stdout.isTTY && process.stdout.write(`  … ${message}\n`),
  })
  process.on('unhandledRejection', (error) =>
    log.error({ event: 'unhandled_rejection', err: String(error) }, 'a promise was rejected and nobody cared'),
  )
  await listen(app.server, config)
  try {
    await Promise.race([app.start(), stopped])
    await Promise.race([databaseSettled(app), stopped])
    if (stopped.told === null) (process.stdout.isTTY ? process.stdout : process.stderr).write(banner(app, config)) // a log that is piped stays one JSON object a line
    await stopped
  } finally {
    const drainMs = stopped.told === 'SIGTERM' ? config.drainSeconds * 1000 : 0 // a supervisor asks so; a person does not wait
    log.info(
      { event: 'stopping', signal: stopped.told ?? undefined, drain_ms: drainMs },
      `stopping on ${stopped.told ?? 'a failure'}`,
    )
    const tooLong = setTimeout(() => process.exit(1), drainMs + stopWithinMs)
    await app.stop({ drainMs })
    clearTimeout(tooLong)
  }
  log.info({ event: 'stopped' }, 'stopped')
}

type ToldToStop = Promise<void> & { told: NodeJS.Signals | null }

/** That of the loop's own thread where Node tells it (from 23.9 on; the types are those of 20): to sum up all threads may take a tenth of a busy program's time. */
const cpuUsage: typeof process.cpuUsage =
  (process as { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage ?? process.cpuUsage

function workedMs(): number {
  const { user, system } = cpuUsage()
  return (user + system) / 1_000
}

function untilToldToStop(): ToldToStop {
  const promise = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        stopped.told = signal
        resolve()
        process.once(signal, () => process.exit(1)) // asked twice: at once
      })
    }
  })
  const stopped = Object.assign(promise, { told: null as NodeJS.Signals | null })
  return stopped
}

/** @throws the error of `listen`, which names a port that is in use */
function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** The banner says which database is used; it waits a little where that is not known yet. */
function databaseSettled({ sync }: App): Promise<void> {
  return new Promise((resolve) => {
    if (sync.db.status().state !== 'starting') return resolve()
    const timer = setTimeout(resolve, bannerWaitsMs)
    sync.db.onChange(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function banner({ server, sync }: App, config: Config): string {
  const { address, port, family } = server.address() as AddressInfo
  const snapshot = sync.snapshots.current()
  const status = sync.db.status()
  const age = Math.floor((sync.snapshots.ageMs() ?? 0) / 1000)
  const database =
    status.state === 'connected' || status.state === 'off'
      ? status.description
      : `${status.description} (${status.state}${status.lastError ? `: ${status.lastError}` : ''})`
  return [
    '',
    `  Modelkeep  http://${family === 'IPv6' ? `[${address}]` : address}:${port}/api/models`,
    `  database   ${database}`,
    `  upstream   ${withoutSecrets(config.upstream.baseUrl)}`,
    `  catalogue  ${snapshot?.catalogue.entries.length ?? 0} models from ${snapshot?.tier ?? 'nowhere yet'}, confirmed ${readableAge(age)} ago`,
    '',
    '',
  ].join('\n')
}

/** Userinfo and query may hold a key. */
function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
