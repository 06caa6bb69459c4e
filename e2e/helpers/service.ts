import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type History, historyOf, startStandIn, type UpstreamModel, upstreamModels } from './models.js'

/** The built program as a child process on a free loopback port, with a fake upstream. */
export interface Service {
  /** Without a slash at its end. */
  url: string
  /** The models of upstream, in its order. */
  models: readonly UpstreamModel[]
  /** Its observation times; null without a database. */
  history: History | null
  setModels: (models: readonly UpstreamModel[]) => void
  /** Makes upstream refuse every connection. */
  stopUpstream: () => Promise<void>
  /** Ends the program with SIGKILL. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

const program = fileURLToPath(new URL('../../backend/bundle/main.js', import.meta.url))
const command = fileURLToPath(new URL('../../backend/bundle/cli.js', import.meta.url))
const startTimeoutMs = 60_000

export interface ServiceOptions {
  models?: readonly UpstreamModel[]
  /** Environment variables that override the test settings. */
  env?: Record<string, string>
  /** Starts it with a database that contains history. */
  hasHistory?: boolean
}

/** Resolves when the upstream catalogue is served. */
export async function startService({
  models: given,
  env = {},
  hasHistory = false,
}: ServiceOptions = {}): Promise<Service> {
  const models = given ?? (await upstreamModels())
  const upstream = await startStandIn(models)
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-e2e-'))
  const settings = {
    PORT: '0',
    HOST: '127.0.0.1',
    ...(!hasHistory && { DATABASE_URL: 'off' }),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    DRAIN_SECONDS: '0',
    OPENROUTER_BASE_URL: upstream.baseUrl,
  }
  const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...settings, ...env }
  const history = hasHistory ? await importHistory(models, dataDir, environment) : null
  const child = spawn(process.execPath, [program], {
    cwd: dataDir,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await ended
  }
  const stop = async (): Promise<void> => {
    await Promise.all([end('SIGTERM'), upstream.close()])
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const url = await addressOf([child.stdout, child.stderr], ended)
    await waitForUpstream(url)
    if (hasHistory) await waitForDatabase(url)
    return {
      url,
      models,
      history,
      setModels: upstream.setModels,
      stopUpstream: upstream.close,
      kill: () => end('SIGKILL'),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function importHistory(
  models: readonly UpstreamModel[],
  dataDir: string,
  env: Record<string, string>,
): Promise<History> {
  const { history, lines } = historyOf(models, Date.now())
  const file = join(dataDir, 'history.ndjson')
  await writeFile(file, lines)
  const child = spawn(process.execPath, [command, 'import', file, '--scope', 'all'], {
    cwd: dataDir,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the history was not imported (${code}):\n${output}`)
  return history
}

/** The program prints its URL on one of these streams. */
async function addressOf(streams: readonly NodeJS.ReadableStream[], ended: Promise<unknown>): Promise<string> {
  let output = ''
  const printed = new Promise<string>((resolve) => {
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const url = /(http:\/\/\S+?)\/api\/models/.exec(output)?.[1]
        if (url !== undefined) resolve(url)
      })
    }
  })
  const failed = ended.then(() => Promise.reject(new Error(`the program ended before it listened:\n${output}`)))
  const late = AbortSignal.timeout(startTimeoutMs)
  const tooLate = new Promise<never>((_resolve, reject) =>
    late.addEventListener('abort', () => reject(new Error(`the program did not print its URL:\n${output}`))),
  )
  failed.catch(() => {}) // the program also ends after the test
  return Promise.race([printed, failed, tooLate])
}

/** Waits until the database has started and contains the first sync. */
async function waitForDatabase(url: string): Promise<void> {
  const deadline = AbortSignal.timeout(startTimeoutMs)
  for (;;) {
    const response = await fetch(`${url}/api/syncs?limit=20`, { signal: deadline })
    const { data = [] } = (await response.json()) as { data?: { source: string }[] }
    if (data.some(({ source }) => source === 'upstream')) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Waits until the upstream catalogue is served: after the start, a lower tier may be. */
async function waitForUpstream(url: string): Promise<void> {
  const deadline = AbortSignal.timeout(startTimeoutMs)
  for (;;) {
    const response = await fetch(`${url}/api/models?limit=1`, { signal: deadline })
    await response.body?.cancel()
    if (response.headers.get('x-data-source') === 'upstream') return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
