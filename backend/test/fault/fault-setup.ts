/** The built program under load, between a PostgreSQL and an upstream that the test controls. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Health, ModelsHealth } from '@modelkeep/catalog/contract/health'
import { watchConnections, type ConnectionWatch } from '../helpers/connection-watch.js'
import { startControlledPostgres, type ControlledPostgres } from '../helpers/controlled-postgres.js'
import { openDescriptors } from '../helpers/descriptors.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { mixedRequests, startLoad, type Load } from '../helpers/load-runner.js'
import { startProgram, type Program } from '../helpers/program.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../helpers/tcp-fault-proxy.js'

export interface FaultSetup {
  readonly url: string
  readonly program: Program
  readonly postgres: ControlledPostgres
  /** The proxy between the program and PostgreSQL. */
  readonly proxy: TcpFaultProxy
  readonly upstream: FakeUpstream
  readonly load: Load
  /** The program's connections, as PostgreSQL counts them. */
  readonly watch: ConnectionWatch
  /** How many connections the program may have. */
  readonly maxConnections: number
  health(): Promise<Health>
  modelsHealth(): Promise<ModelsHealth>
  /** Gives upstream's first model a new price. @returns a function that checks whether the program serves it */
  changeModels(): () => Promise<boolean>
  /** The open descriptors of the program without client connections; null on a system without /proc. */
  descriptors(): Promise<{ upstream: number; others: number } | null>
  /** Number of requests that the program shed. On a busy machine they are no effect of a fault. */
  shedRequests(): Promise<number>
  /** Ends everything, whatever its state. */
  close(): Promise<void>
}

export interface FaultSetupOptions {
  /** Requests per second. */
  rate: number
  /** Upstream's models; generated if absent. */
  models?: readonly Record<string, unknown>[]
  diskMb?: number
  env?: Record<string, string>
}

/** Syncs as often as is allowed, so that a fault of a few seconds affects some. The whole load comes from one address. */
const busy = { SYNC_INTERVAL_SECONDS: '1', CACHE_TTL_SECONDS: '1', RATE_LIMIT: '0' }
const maxConnections = 4
const answerWithinMs = 10_000

export async function startFaultSetup({
  rate,
  models = generateModels(120),
  diskMb,
  env = {},
}: FaultSetupOptions): Promise<FaultSetup> {
  const closing: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end()
  }
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-setup-'))
    closing.push(() => rm(dataDir, { recursive: true, force: true }))
    const postgres = await startControlledPostgres(diskMb === undefined ? {} : { diskMb })
    closing.push(postgres.close)
    const proxy = await startTcpFaultProxy(postgres.url)
    closing.push(proxy.close)
    const upstream = await startFakeUpstream({ models: [...models] })
    closing.push(upstream.close)
    const watch = watchConnections(postgres.url)
    closing.push(watch.close)
    const settings = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: proxy.url,
      DB_MAX_CONNECTIONS: String(maxConnections),
      OPENROUTER_BASE_URL: upstream.url,
      ...busy,
      ...env,
    }
    const program = startProgram('serve', [], settings)
    closing.push(() => program.stop('SIGKILL'))
    const [, url = ''] = await program.waitForOutput(/Modelkeep {2}(http:\/\/[^/]+)/)
    const load = await startLoad({ url, rate, requests: mixedRequests(models.map(({ id }) => String(id))) })
    closing.push(load.stop)
    const getJson = async <T>(path: string): Promise<T> =>
      (await (await fetch(url + path, { signal: AbortSignal.timeout(answerWithinMs) })).json()) as T
    const setup: FaultSetup = {
      url,
      program,
      postgres,
      proxy,
      upstream,
      load,
      watch,
      maxConnections,
      close,
      health: () => getJson<Health>('/health'),
      modelsHealth: () => getJson<ModelsHealth>('/health/models'),
      changeModels: changer(upstream, models, getJson),
      shedRequests: async () =>
        Number(
          /^modelkeep_requests_refused_total\{reason="overload"\} (\d+)$/m.exec(
            await (await fetch(`${url}/metrics`)).text(),
          )?.[1] ?? Number.NaN,
        ),
      descriptors: async () => {
        const [own, theirs] = [url, upstream.url].map((each) => Number(new URL(each).port))
        const open = await openDescriptors(program.process.pid ?? 0, [own!, theirs!])
        return open && { upstream: open.atPort.get(theirs!) ?? 0, others: open.others }
      },
    }
    return setup
  } catch (error) {
    await close()
    throw error
  }
}

function changer(
  upstream: FakeUpstream,
  models: readonly Record<string, unknown>[],
  getJson: <T>(path: string) => Promise<T>,
): FaultSetup['changeModels'] {
  let changes = 0
  const [first = {}, ...rest] = models
  return () => {
    changes += 1
    const prompt = `0.0001${String(changes).padStart(4, '0')}1`
    upstream.setModels([{ ...first, pricing: { prompt, completion: '0.001' } }, ...rest])
    return async () => {
      const { data } = await getJson<{ data?: { pricing: { prompt: string } } }>(`/api/models/${String(first['id'])}`)
      return data?.pricing.prompt === prompt
    }
  }
}

export function generateModels(count: number): Record<string, unknown>[] {
  const image = {
    modality: 'text->image',
    input_modalities: ['text'],
    output_modalities: ['image'],
    tokenizer: 'Other',
    instruct_type: null,
  }
  return Array.from({ length: count }, (_, n) =>
    exampleModel(
      `author-${n % 7}/model-${n}`,
      n % 20 === 19 ? { architecture: image } : { context_length: 8192 * (1 + (n % 40)) },
    ),
  )
}
