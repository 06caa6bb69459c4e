/**
 * A sequential model of what may be served and stored, and the real thing beside it: one program after another on the same DATA_DIR and
 * database, over an upstream and a way to the database that can fail. What is acknowledged (the event of a sync that ended `applied` or
 * `unchanged`) has to be served from then on by whichever program runs, with its true age, and has to be found in history at its time.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { createApp, type App } from '../../src/app.js'
import { contentHash } from '../../src/catalogue/content.js'
import { readConfig } from '../../src/config.js'
import { createLogger } from '../../src/observe/logger.js'
import { exampleModel, startFakeUpstream, type FakeUpstream, type Fault } from '../helpers/fake-upstream.js'
import { createFastClock, type FastClock } from '../helpers/fast-clock.js'
import { query } from '../helpers/query.js'
import { startTcpFaultProxy, type TcpFault, type TcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { noPage, until } from '../helpers/test-app.js'

const speed = 10
const start = Date.parse('2026-01-01T00:00:00Z')

/** What the world has done and the program has acknowledged: nothing here is asked of the program but by its events. */
export interface Facts {
  /** How many lists upstream has had; the number of a list is its mark. */
  published: number
  acknowledged: { mark: number; at: number }[]
  /** What upstream had when a program was killed: it may have been committed, and nobody told. */
  inDoubt: Set<number>
}

interface Life {
  app: App
  url: string
  clock: ReturnType<FastClock['forOneProcess']>
}

export class ModelMismatch extends Error {
  override readonly name = 'ModelMismatch'
}

export class World {
  readonly facts: Facts = { published: 0, acknowledged: [], inDoubt: new Set() }
  readonly clock = createFastClock(start, speed)
  readonly #marks = new Map<string, number>() // by the hash of the payload
  readonly #upstream: FakeUpstream
  readonly #proxy: TcpFaultProxy
  readonly #databaseUrl: string
  readonly #dataDir: string
  #life: Life | null = null

  private constructor(upstream: FakeUpstream, proxy: TcpFaultProxy, databaseUrl: string, dataDir: string) {
    this.#upstream = upstream
    this.#proxy = proxy
    this.#databaseUrl = databaseUrl
    this.#dataDir = dataDir
  }

  static async begin(databaseUrl: string): Promise<World> {
    const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-model-'))
    const world = new World(await startFakeUpstream(), await startTcpFaultProxy(databaseUrl), databaseUrl, dataDir)
    world.publish()
    await world.#live()
    await until(() => world.facts.acknowledged.length > 0)
    return world
  }

  async end(): Promise<void> {
    await this.#upstream.restore().catch(() => {})
    await this.#life?.app.stop()
    await this.#upstream.close()
    await this.#proxy.close()
    await rm(this.#dataDir, { recursive: true, force: true })
  }

  /** Upstream has another list from now on. */
  publish(): void {
    const mark = ++this.facts.published
    const models = modelsOf(mark)
    this.#marks.set(
      contentHash(JSON.stringify({ data: models, total_count: models.length, links: { next: null } })),
      mark,
    )
    this.#upstream.setModels(models)
  }

  upstreamFails(fault: Fault | null, times?: number): void {
    this.#upstream.fault(fault, times === undefined ? {} : { times })
  }

  databaseFails(fault: TcpFault): Promise<void> {
    return this.#proxy.set(fault)
  }

  /** A sync that somebody asks for, with whatever comes of it. */
  async sync(): Promise<void> {
    await this.#life?.app.revalidation.refresh().catch(() => {})
  }

  async stopAndStart(): Promise<void> {
    await this.#life?.app.stop()
    await this.#live()
  }

  /** In the middle of a sync: its connections to the database end at once, and it is heard of no more. */
  async killAndStart(afterTurns: number): Promise<void> {
    const life = this.#life!
    const syncing = life.app.revalidation.refresh().catch(() => {})
    for (let turn = 0; turn < afterTurns; turn++) await nextTurn()
    this.facts.inDoubt.add(this.facts.published)
    const fault = this.#proxy.fault()
    await this.#proxy.set({ kind: 'refuse' })
    life.clock.end()
    life.app.server.closeAllConnections()
    await Promise.race([life.app.stop(), new Promise((resolve) => setTimeout(resolve, 2_000))]) // files that it has begun to write; a sleep of a dead program never ends
    await this.#proxy.set(fault)
    void syncing
    await this.#live()
  }

  async #live(): Promise<void> {
    const config = readConfig({
      RATE_LIMIT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: this.#proxy.url,
      OPENROUTER_BASE_URL: this.#upstream.url,
      DATA_DIR: this.#dataDir,
    })
    const clock = this.clock.forOneProcess()
    const app = await createApp(config, {
      log: createLogger({ level: 'silent', terminal: false }),
      pageDir: noPage,
      clock,
    })
    app.events.on('sync', (sync) => this.#hear(sync))
    await new Promise<void>((resolve) => app.server.listen(0, '127.0.0.1', resolve))
    this.#life = { app, clock, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` }
    await app.start()
  }

  #hear({ status, observed_at: at, payload_hash: hash }: Sync): void {
    if (status !== 'applied' && status !== 'unchanged') return
    const mark = this.#marks.get(hash ?? '')
    if (mark === undefined)
      throw new ModelMismatch(`a sync ended ${status} of a payload that no whole list of upstream had`)
    this.facts.acknowledged.push({ mark, at: Date.parse(at) })
  }

  /** Reads the list, and holds it against what may be served. */
  async read(): Promise<void> {
    const known = this.facts.acknowledged.at(-1)!
    const before = this.clock.now()
    const response = await fetch(`${this.#life!.url}/api/models`)
    const { data } = (await response.json()) as { data: { id: string; name: string }[] }
    const after = this.clock.now()
    const [age, tier] = [Number(response.headers.get('age')), response.headers.get('x-data-source')]
    if (response.status !== 200) throw new ModelMismatch(`the list was answered with ${response.status}`)
    const mark = markOf(data)
    if (JSON.stringify(data.map(shape)) !== JSON.stringify(modelsOf(mark).map(shape)))
      throw new ModelMismatch(`what is served is none of upstream's lists: ${JSON.stringify(data.map(shape))}`)
    if (mark < known.mark)
      throw new ModelMismatch(`list ${mark} is served from ${tier}, although list ${known.mark} had been acknowledged`)
    const confirmations = this.facts.acknowledged
      .filter((one) => one.mark === mark && one.at >= (known.mark === mark ? known.at : 0))
      .map(({ at }) => at)
    const isTrue = (at: number): boolean =>
      age >= Math.floor(Math.max(0, before - at) / 1000) && age <= Math.floor(Math.max(0, after - at) / 1000)
    if (!this.facts.inDoubt.has(mark) && !confirmations.some(isTrue))
      throw new ModelMismatch(
        `the age of list ${mark} from ${tier} is told as ${age} s, and it was confirmed ${confirmations.map((at) => (before - at) / 1000).join(' or ')} s ago`,
      )
  }

  /** Each list that was heard is in the log once, at the time at which it was heard; beside these there is only what a killed program never told of. */
  async #compareSyncs(): Promise<void> {
    const logged = (await query(
      this.#databaseUrl,
      "SELECT payload_hash AS hash, (extract(epoch FROM observed_at) * 1000)::float8 AS at FROM catalog_syncs WHERE status IN ('applied', 'unchanged')",
    )) as { hash: string; at: number }[]
    const told = this.facts.acknowledged.map(({ mark, at }) => `${mark} at ${at}`)
    const found = logged.map(({ hash, at }) => `${this.#marks.get(hash)} at ${Math.round(at)}`)
    for (const one of told)
      if (found.filter((each) => each === one).length !== 1)
        throw new ModelMismatch(
          `list ${one} was acknowledged once, and is in the log ${found.filter((each) => each === one).length} times`,
        )
    const extra = found.filter((one) => !told.includes(one) && !this.facts.inDoubt.has(Number(one.split(' ')[0])))
    if (extra.length > 0 || new Set(found).size < found.length)
      throw new ModelMismatch(
        `in the log is what nobody heard, or heard once: ${found.join(', ')}; acknowledged: ${told.join(', ')}`,
      )
  }

  /** All is well again, and what was kept aside is in the database: then the past is what was acknowledged. */
  async settleAndCompare(): Promise<void> {
    this.upstreamFails(null)
    await this.databaseFails({ kind: 'pass' })
    const { app, url } = this.#life!
    await until(() => {
      this.clock.jump(1_000) // whatever waits for its next try
      return app.sync.db.status().state === 'connected' && app.sync.spool.status().pending === 0
    })
    await this.sync()
    await this.read()
    for (const { mark, at } of this.facts.acknowledged) {
      const { data } = (await (await fetch(`${url}/api/models?as_of=${new Date(at).toISOString()}`)).json()) as {
        data?: { id: string; name: string }[]
      }
      if (data === undefined || markOf(data) !== mark || data.length !== modelsOf(mark).length)
        throw new ModelMismatch(
          `history says list ${data && markOf(data)} of ${new Date(at).toISOString()}, and list ${mark} had been acknowledged`,
        )
    }
    await this.#compareSyncs()
    const rows = (await query(
      this.#databaseUrl,
      "SELECT c.body->>'name' AS name, v.sync_id::int AS id FROM model_versions v JOIN model_contents c USING (hash) WHERE v.model_id = 'a/mark' AND v.facet = 'model' ORDER BY v.observed_at, v.sync_id",
    )) as { name: string; id: number }[]
    const stored = chainOf(rows)
    const { data: past } = (await (await fetch(`${url}/api/models/a/mark/history`)).json()) as { data: ModelHistory }
    const read = past.versions
      .toReversed()
      .slice(1)
      .map(({ changes }) =>
        changes.filter(({ kind }) => kind === 'renamed').map(({ after }) => Number(String(after).split(' ')[1])),
      )
    if (JSON.stringify(read) !== JSON.stringify(stored.slice(1).map((mark) => [mark])))
      throw new ModelMismatch(
        `the history of a model is told as ${JSON.stringify(read)}, and its versions are ${stored.join(' ')}`,
      )
    const told = new Set(this.facts.acknowledged.map(({ mark }) => mark))
    if (JSON.stringify(stored) !== JSON.stringify([...new Set(stored)].toSorted((a, b) => a - b)))
      throw new ModelMismatch(`versions are not one for each list, in order: ${stored.join(' ')}`)
    const extra = stored.filter((mark) => !told.has(mark) && !this.facts.inDoubt.has(mark))
    if (extra.length > 0 || [...told].some((mark) => !stored.includes(mark)))
      throw new ModelMismatch(`stored are the lists ${stored.join(' ')}, acknowledged ${[...told].join(' ')}`)
  }
}

/**
 * The marks of a model's versions, oldest first; each list stands there once, since upstream never goes back to an older one. But what came
 * out of the spool into its place in the past stands before a version that says the same and was there first: none is ever taken away.
 */
function chainOf(rows: readonly { name: string; id: number }[]): number[] {
  const marks = rows.map(({ name }) => Number(name.split(' ')[1]))
  const twice = rows.findIndex(({ id }, nr) => nr > 0 && marks[nr] === marks[nr - 1] && rows[nr - 1]!.id < id)
  if (twice !== -1)
    throw new ModelMismatch(
      `list ${marks[twice]} was committed again by sync ${rows[twice]!.id}: ${rows.map(({ id }, nr) => `${marks[nr]} (sync ${id})`).join(', ')}`,
    )
  return marks.filter((mark, nr) => mark !== marks[nr - 1])
}

/** The list with that mark: one model tells it, others come and go, never too many at once. */
function modelsOf(mark: number): Record<string, unknown>[] {
  const others = Array.from({ length: 12 + (mark % 3) }, (_, nr) =>
    exampleModel(`a/model-${nr}`, nr === mark % 12 ? { name: `Of list ${mark}` } : {}),
  )
  return [exampleModel('a/mark', { name: `List ${mark}` }), ...others]
}

const shape = ({ id, name }: Record<string, unknown>): unknown[] => [id, name]

function markOf(models: readonly { id: string; name: string }[]): number {
  return Number(models.find(({ id }) => id === 'a/mark')?.name.split(' ')[1] ?? Number.NaN)
}
