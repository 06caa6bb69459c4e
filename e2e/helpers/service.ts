import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startStandIn, type UpstreamModel, upstreamModels } from './models.js'

/** The built program as a process of its own, on a free port of loopback, with an upstream that is stood in for. */
export interface Service {
  /** Without a slash at its end. */
  url: string
  /** From now on upstream refuses every connection. */
  stopUpstream: () => Promise<void>
  /** Ends the program as a machine does that loses its power. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

const program = fileURLToPath(new URL('../../backend/dist/main.js', import.meta.url))
const startsWithinMs = 30_000

/** Resolves when the catalogue of upstream is served. `env` as in the environment, over settings for a test. */
export async function startService({ models, env = {} }: { models?: readonly UpstreamModel[]; env?: Record<string, string> } = {}): Promise<Service> {
  const upstream = await startStandIn(models ?? (await upstreamModels()))
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-e2e-'))
  const settings = { PORT: '0', HOST: '127.0.0.1', DATABASE_URL: 'off', DATA_DIR: dataDir, LOG_LEVEL: 'warn', OPENROUTER_BASE_URL: upstream.baseUrl }
  const child = spawn(process.execPath, [program], { cwd: dataDir, env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...settings, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
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
    return { url, stopUpstream: upstream.close, kill: () => end('SIGKILL'), stop }
  } catch (error) {
    await stop()
    throw error
  }
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
  const tooLate = new Promise<never>((_resolve, reject) => late.addEventListener('abort', () => reject(new Error(`the program did not say where it listens:\n${output}`))))
  failed.catch(() => {}) // it ends some time; only before it listens does that matter
  return Promise.race([said, failed, tooLate])
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
