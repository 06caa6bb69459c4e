/** Floods at their full size, on the built program, for the soak: see floods.test.ts for what is promised. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleModel, startFakeUpstream } from '../helpers/fake-upstream.js'
import { startLoad, type LoadPlan } from '../helpers/load-runner.js'
import { startProgram } from '../helpers/program.js'
import { until } from '../helpers/test-app.js'

export interface FloodedProgram {
  url: string
  pid: number
  /** Resident, in MB. */
  rss(): number
  stop(): Promise<void>
}

/** The built program with so many models; without a database unless `env` says otherwise. */
export async function startFlooded(models: number, env: Record<string, string> = {}): Promise<FloodedProgram> {
  const upstream = await startFakeUpstream({ models: Array.from({ length: models }, (_, nr) => syntheticModel(nr)), encoding: 'identity' })
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-flooded-'))
  const program = startProgram('serve', [], { PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: 'off', OPENROUTER_BASE_URL: upstream.url, DATA_DIR: dataDir, MAX_UPSTREAM_BYTES: String(1024 ** 3), SYNC_INTERVAL_SECONDS: '86400', CACHE_TTL_SECONDS: '86400', ...env })
  const [, port] = await program.says(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
  const url = `http://127.0.0.1:${port}`
  await until(async () => ((await (await fetch(`${url}/api/models/count`)).json()) as { data: { count: number } }).data.count === models)
  await until(async () => (await fetch(`${url}/api/models?q=model`)).ok)
  if (env['DATABASE_URL'] !== undefined) await until(async () => (await fetch(`${url}/api/changes?limit=1`)).ok)
  const pid = program.process.pid ?? 0
  return {
    url,
    pid,
    rss: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      await program.stop('SIGTERM')
      await upstream.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function syntheticModel(nr: number): Record<string, unknown> {
  return exampleModel(`author-${nr % 50}/model-${nr}`, {
    created: 1_700_000_000 + nr,
    context_length: 8_192 * (1 + (nr % 16)),
    pricing: { prompt: `0.${String(nr).padStart(9, '0')}`, completion: '0.000001' },
    supported_parameters: nr % 10 === 9 ? ['max_tokens'] : ['max_tokens', 'tools'],
  })
}

/** Counts under filters, and pages of filtered and sorted lists, each different from all before. */
export const unseenAsks: LoadPlan['asks'] = [
  { path: '/api/facets?supported_parameters=tools&min_price=0.{turn:1000003}' },
  { path: '/api/models?supported_parameters=tools&sort=pricing-low-to-high&min_price=0.{turn:1000003}&limit=20' },
]
/** Beside them, what always has to be answered. */
export const readyAsks: LoadPlan['asks'] = [{ path: '/livez' }, { path: '/api/models/count' }]

export interface FloodFigures {
  asked: number
  answered: number
  refused: number
  /** Neither 200 nor 503. */
  other: Readonly<Record<string, number>>
  /** Milliseconds of those that were answered. */
  p50: number
  p99: number
}

/** A load for some seconds. */
export async function flood(url: string, rate: number, seconds: number, asks = unseenAsks, connections = 256): Promise<FloodFigures> {
  const load = await startLoad({ url, rate, asks, connections })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const { asked, statuses, errors, latenciesOf } = (await load.stop()).report()
  const { 200: answered = 0, 503: refused = 0, ...others } = statuses as Record<string, number>
  const latencies = latenciesOf(200)
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { asked, answered, refused, other: { ...others, ...errors }, p50: at(0.5), p99: at(0.99) }
}

/**
 * How many such requests it could answer a second if it had a core to itself, by the CPU time of some of them, one after the other: on a
 * machine that is shared, a clock on the wall says something else.
 */
export async function capacity({ url, pid }: FloodedProgram, requests: number): Promise<number> {
  const ask = async (nr: number): Promise<unknown> => (await fetch(url + unseenAsks[nr % unseenAsks.length]!.path.replace(/\{turn:\d+\}/, String(9_000_000 + nr)))).arrayBuffer()
  for (let nr = 0; nr < 50; nr++) await ask(requests + nr) // warm
  const before = cpuSeconds(pid)
  for (let nr = 0; nr < requests; nr++) await ask(nr)
  return requests / (cpuSeconds(pid) - before)
}

/** User and system time of all threads; the kernel counts in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
