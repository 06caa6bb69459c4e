import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Past, pastOf, startStandIn, type UpstreamModel, upstreamModels } from './models.js'

/** The built program as a process of its own, on a free port of loopback, with an upstream that is stood in for. */
export interface Service {
  /** Without a slash at its end. */
  url: string
  /** What upstream lists, in its order. */
  models: readonly UpstreamModel[]
  /** When it was looked at before; null: it has no database. */
  past: Past | null
  setModels: (models: readonly UpstreamModel[]) => void
  /** From now on upstream refuses every connection. */
  stopUpstream: () => Promise<void>
  /** Ends the program as a machine does that loses its power. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

const program = fileURLToPath(new URL('../../backend/bundle/main.js', import.meta.url))
const command = fileURLToPath(new URL('../../backend/bundle/cli.js', import.meta.url))
const startsWithinMs = 30_000

export interface ServiceOptions {
  models?: readonly UpstreamModel[]
  /** As in the environment, over settings for a test. */
  env?: Record<string, string>
  /** With a database of its own, and a past in it; without, nothing that is asked of it is answered. */
  hasPast?: boolean
}

/** Resolves when the catalogue of upstream is served. */
export async function startService({
  models: given,
  env = {},
  hasPast = false,
}: ServiceOptions = {}): Promise<Service> {
  const models = given ?? (await upstreamModels())
  const upstream = await startStandIn(models)
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-e2e-'))
  const settings = {
    PORT: '0',
    HOST: '127.0.0.1',
    ...(!hasPast && { DATABASE_URL: 'off' }),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    DRAIN_SECONDS: '0',
    OPENROUTER_BASE_URL: upstream.baseUrl,
  }
  const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...settings, ...env }
  const past = hasPast ? await importPast(models, dataDir, environment) : null
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
    await servesUpstream(url)
    if (hasPast) await hasDatabase(url)
    return {
      url,
      models,
      past,
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

async function importPast(
  models: readonly UpstreamModel[],
  dataDir: string,
  env: Record<string, string>,
): Promise<Past> {
  const { past, lines } = pastOf(models, Date.now())
  const file = join(dataDir, 'past.ndjson')
  await writeFile(file, lines)
  const child = spawn(process.execPath, [command, 'import', file, '--scope', 'all'], {
    cwd: dataDir,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the past was not imported (${code}):\n${said}`)
  return past
}

/** The program says where it listens, on one stream or the other. */
async function addressOf(streams: readonly NodeJS.ReadableStream[], ended: Promise<unknown>): Promise<string> {
  let output = ''
  const said = new Promise<string>((resolve) => {
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const url = /(http:\/\/\S+?)\/api\/models/.exec(output)?.[1]
        if (url !== undefined) resolve(url)
      })
    }
  })
  const failed = ended.then(() => Promise.reject(new Error(`the program ended before it listened:\n${output}`)))
  const late = AbortSignal.timeout(startsWithinMs)
  const tooLate = new Promise<never>((_resolve, reject) =>
    late.addEventListener('abort', () => reject(new Error(`the program did not say where it listens:\n${output}`))),
  )
  failed.catch(() => {}) // it ends some time; only before it listens does that matter
  return Promise.race([said, failed, tooLate])
}

/** The catalogue is served before the database has started, and before what was observed until then is in its history. */
async function hasDatabase(url: string): Promise<void> {
  const deadline = AbortSignal.timeout(startsWithinMs)
  for (;;) {
    const response = await fetch(`${url}/api/syncs?limit=20`, { signal: deadline })
    const { data = [] } = (await response.json()) as { data?: { source: string }[] }
    if (data.some(({ source }) => source === 'upstream')) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A program that has just started may answer from a lower tier for a moment. */
async function servesUpstream(url: string): Promise<void> {
  const deadline = AbortSignal.timeout(startsWithinMs)
  for (;;) {
    const response = await fetch(`${url}/api/models?limit=1`, { signal: deadline })
    await response.body?.cancel()
    if (response.headers.get('x-data-source') === 'upstream') return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
