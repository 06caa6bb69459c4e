/** Floods at full size against the built program, for `npm run soak`. The promises are in floods.test.ts. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleModel, startFakeUpstream } from '../helpers/fake-upstream.js'
import { runFlood, type FloodPlan } from '../helpers/flood-runner.js'
import { startProgram } from '../helpers/program.js'
import { until } from '../helpers/test-app.js'

export interface FloodedProgram {
  url: string
  port: number
  pid: number
  /** Reserves numbers that no request has used. @returns the first one */
  nextNr(count: number): number
  /** Resident memory in MB. */
  rss(): number
  stop(): Promise<void>
}

/** Starts the built program with so many models; without a database unless `env` sets one. */
export async function startFlooded(models: number, env: Record<string, string> = {}): Promise<FloodedProgram> {
  const upstream = await startFakeUpstream({
    models: Array.from({ length: models }, (_, nr) => syntheticModel(nr)),
    encoding: 'identity',
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-flooded-'))
  const program = startProgram('serve', [], {
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATABASE_URL: 'off',
    OPENROUTER_BASE_URL: upstream.url,
    DATA_DIR: dataDir,
    MAX_UPSTREAM_BYTES: String(1024 ** 3),
    SYNC_INTERVAL_SECONDS: '86400',
    CACHE_TTL_SECONDS: '86400',
    ...env,
  })
  const [, port] = await program.waitForOutput(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
  const url = `http://127.0.0.1:${port}`
  await until(
    async () =>
      ((await (await fetch(`${url}/api/models/count`)).json()) as { data: { count: number } }).data.count === models,
  )
  await until(async () => (await fetch(`${url}/api/models?q=model`)).ok)
  if (env['DATABASE_URL'] !== undefined) await until(async () => (await fetch(`${url}/api/changes?limit=1`)).ok)
  const pid = program.process.pid ?? 0
  let nr = 1_000_000 // of equal length, so that no price equals another: 0.1 and 0.10 are the same
  return {
    url,
    port: Number(port),
    pid,
    nextNr: (count) => (nr += count) - count,
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

/** Facets and pages of filtered and sorted lists, each requested for the first time. */
export const unseenRequests: FloodPlan['requests'] = [
  { path: '/api/facets?supported_parameters=tools&min_price=0.{nr}' },
  { path: '/api/models?supported_parameters=tools&sort=pricing-low-to-high&min_price=0.{nr}&limit=20' },
]
/** Requests that must always be served. */
export const cachedRequests: FloodPlan['requests'] = [{ path: '/livez' }, { path: '/api/models/count' }]

/** The cores of program and client; empty without `taskset` or a second core. */
export interface Cores {
  program?: number
  client?: number
}

export function pinToCores({ pid }: FloodedProgram): Cores {
  if (availableParallelism() < 2 || spawnSync('taskset', ['-acp', '0', String(pid)]).status !== 0) return {}
  return { program: 0, client: 1 }
}

export interface Capacity {
  /** Requests per second. */
  rate: number
  /** How many requests it took until the cost per request stopped falling. */
  warmedUpBy: number
}

const roundOf = 1_000
const mostRounds = 12

/**
 * The capacity of one core for new requests, by the CPU time that they take. The first thousands cost several times as much, since the
 * code is not compiled yet: the program is warm when a round costs at least 95 % of the round before. Uses one connection, since with more
 * some requests could already be shed.
 */
export async function capacity(program: FloodedProgram, cores: Cores): Promise<Capacity> {
  let least = Infinity
  let missed = ''
  for (let round = 1; round <= mostRounds; round++) {
    const { report, programMs } = await runFlood(
      {
        port: program.port,
        pid: program.pid,
        rate: 1_000_000,
        seconds: roundOf / 1_000_000,
        connections: 1,
        requests: unseenRequests,
        firstNr: program.nextNr(roundOf),
      },
      cores.client,
    )
    const { succeeded, shed, other } = report()
    if (succeeded < roundOf)
      missed = `${succeeded} succeeded, ${shed} shed, ${JSON.stringify(other)}` // not comparable
    else {
      const cost = programMs / roundOf
      if (round >= 4 && cost >= 0.95 * least)
        return { rate: 1_000 / Math.min(cost, least), warmedUpBy: (round - 1) * roundOf }
      least = Math.min(cost, least)
    }
  }
  if (least === Infinity) throw new Error(`the capacity could not be measured: of ${roundOf} requests ${missed}`)
  return { rate: 1_000 / least, warmedUpBy: mostRounds * roundOf }
}
