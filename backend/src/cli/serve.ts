import type { Server } from 'node:http'
import { lockDataDir } from '@modelkeep/embedded-postgres/lock'
import { createApp } from '../app.js'
import type { Config } from '../config.js'
import { createLogger, type Logger } from '../observe/logger.js'
import { banner, bannerFacts, databaseSettled } from './banner.js'
import { configFromEnvironment } from './environment.js'
import { reportFailure } from './failure.js'
import { noteHangUps, type HangUps } from './hang-ups.js'

/** Added to the drain time. */
const stopTimeoutMs = 7_000
/** Time for the process to exit by itself. An open connection to a server that does not respond would keep it alive. */
const exitDelayMs = 500

/** Serves until SIGTERM or SIGINT. `options` are variables that replace those of the environment. Sets the exit code: 0 when stopped, 1 if it could not start. */
export async function serve(options: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
  const stop = waitForStopSignal()
  const hangUps = noteHangUps()
  try {
    const config = configFromEnvironment(options)
    const log = createLogger({ level: config.logLevel, terminal: process.stdout.isTTY })
    const lock = await lockDataDir(config.dataDir)
    try {
      await run(config, log, { stop, hangUps })
    } finally {
      await lock.release()
    }
    setTimeout(() => process.exit(), exitDelayMs).unref()
  } catch (error) {
    reportFailure(error)
  }
}

async function run(config: Config, log: Logger, { stop, hangUps }: Signals): Promise<void> {
  const { stdout, stderr } = process
  const app = await createApp(config, {
    log,
    onProgress: (message) => stdout.isTTY && stdout.write(`  … ${message}\n`),
  })
  process.on('unhandledRejection', (error) =>
    log.error({ event: 'unhandled_rejection', err: String(error) }, 'unhandled promise rejection'),
  )
  hangUps.handle(app.reloadOverlay, log)
  await listen(app.server, config)
  try {
    await Promise.race([app.start(), stop.received])
    await Promise.race([databaseSettled(app), stop.received])
    // A piped standard output contains one JSON object per line and nothing else.
    if (stop.signal === null) (stdout.isTTY ? stdout : stderr).write(banner(bannerFacts(app, config)))
    await stop.received
  } finally {
    const drainMs = stop.signal === 'SIGTERM' ? config.drainSeconds * 1000 : 0 // a supervisor drains; a person does not wait
    log.info(
      { event: 'stopping', signal: stop.signal ?? undefined, drain_ms: drainMs },
      `stopping on ${stop.signal ?? 'a failure'}`,
    )
    const timeout = setTimeout(() => process.exit(1), drainMs + stopTimeoutMs)
    await app.stop({ drainMs })
    clearTimeout(timeout)
  }
  log.info({ event: 'stopped' }, 'stopped')
}

interface Signals {
  stop: StopSignal
  hangUps: HangUps
}

interface StopSignal {
  received: Promise<void>
  /** null until one is received. */
  signal: NodeJS.Signals | null
}

/** Waits for SIGTERM or SIGINT. A second one exits at once. */
function waitForStopSignal(): StopSignal {
  let resolve = (): void => {}
  const received = new Promise<void>((resolved) => (resolve = resolved))
  const stop: StopSignal = { received, signal: null }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop.signal = signal
      resolve()
      process.once(signal, () => process.exit(1))
    })
  }
  return stop
}

/** Rejects with the error of `listen`, such as EADDRINUSE. */
function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
