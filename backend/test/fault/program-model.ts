/**
 * A sequential model of what may be served and stored, compared with the real program: several programs, one after another, on the same
 * DATA_DIR and database, with an upstream and a database connection that can fail. Whatever a program acknowledges (by the event of a
 * sync that is `applied` or `unchanged`) must be served from then on with its true age, also by later programs, and must be found in
 * history at its time. program-model-history.ts compares the history.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTick } from 'node:timers/promises'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { createApp, type App } from '../../src/app.js'
import { contentHash } from '../../src/catalogue/content.js'
import { readConfig } from '../../src/config.js'
import { createLogger } from '../../src/observe/logger.js'
import { createFastClock, type FastClock } from '../helpers/fast-clock.js'
import { startFakeUpstream, type FakeUpstream, type Fault } from '../helpers/fake-upstream.js'
import { startTcpFaultProxy, type TcpFault, type TcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { noPage, until } from '../helpers/test-app.js'
import { compareHistory, type Facts } from './program-model-history.js'
import { isList, listOf, markOf, ModelMismatch, type ListedModel } from './published-lists.js'

const speed = 10
const start = Date.parse('2026-01-01T00:00:00Z')

interface RunningProgram {
  app: App
  url: string
  clock: ReturnType<FastClock['forOneProcess']>
}

export class ModelledProgram {
  readonly facts: Facts = { published: 0, acknowledged: [], inDoubt: new Set() }
  readonly clock = createFastClock(start, speed)
  readonly #marks = new Map<string, number>() // by the hash of the payload
  readonly #upstream: FakeUpstream
  readonly #proxy: TcpFaultProxy
  readonly #databaseUrl: string
  readonly #dataDir: string
  #running: RunningProgram | null = null

  private constructor(upstream: FakeUpstream, proxy: TcpFaultProxy, databaseUrl: string, dataDir: string) {
    this.#upstream = upstream
    this.#proxy = proxy
    this.#databaseUrl = databaseUrl
    this.#dataDir = dataDir
  }

  /** Starts a program, which has synced once when this resolves. */
  static async begin(databaseUrl: string): Promise<ModelledProgram> {
    const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-model-'))
    const [upstream, proxy] = [await startFakeUpstream(), await startTcpFaultProxy(databaseUrl)]
    const program = new ModelledProgram(upstream, proxy, databaseUrl, dataDir)
    program.publish()
    await program.#start()
    await until(() => program.facts.acknowledged.length > 0)
    return program
  }

  async end(): Promise<void> {
    await this.#upstream.restore().catch(() => {})
    await this.#running?.app.stop()
    await this.#upstream.close()
    await this.#proxy.close()
    await rm(this.#dataDir, { recursive: true, force: true })
  }

  /** Publishes another list upstream. */
  publish(): void {
    const mark = ++this.facts.published
    const models = listOf(mark)
    const payload = JSON.stringify({ data: models, total_count: models.length, links: { next: null } })
    this.#marks.set(contentHash(payload), mark)
    this.#upstream.setModels(models)
  }

  upstreamFails(fault: Fault | null, times?: number): void {
    this.#upstream.fault(fault, times === undefined ? {} : { times })
  }

  databaseFails(fault: TcpFault): Promise<void> {
    return this.#proxy.set(fault)
  }

  /** Requests a sync, whatever its outcome. */
  async sync(): Promise<void> {
    await this.#running?.app.revalidation.refresh().catch(() => {})
  }

  async stopAndStart(): Promise<void> {
    await this.#running?.app.stop()
    await this.#start()
  }

  /** Kills the program a number of ticks into a sync: its database connections end, and its clock stops. Starts the next one. */
  async killAndStart(afterTicks: number): Promise<void> {
    const { app, clock } = this.#running!
    void app.revalidation.refresh().catch(() => {})
    for (let tick = 0; tick < afterTicks; tick++) await nextTick()
    this.facts.inDoubt.add(this.facts.published)
    const fault = this.#proxy.fault()
    await this.#proxy.set({ kind: 'refuse' })
    clock.end()
    app.server.closeAllConnections()
    // Lets file writes in progress end. A sleep of a killed program never ends, so the stop may not either.
    await Promise.race([app.stop(), new Promise((resolve) => setTimeout(resolve, 2_000))])
    await this.#proxy.set(fault)
    await this.#start()
  }

  async #start(): Promise<void> {
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
    app.events.on('sync', (sync) => this.#recordSync(sync))
    await new Promise<void>((resolve) => app.server.listen(0, '127.0.0.1', resolve))
    this.#running = { app, clock, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` }
    await app.start()
  }

  #recordSync({ status, observed_at: at, payload_hash: hash }: Sync): void {
    if (status !== 'applied' && status !== 'unchanged') return
    const mark = this.#marks.get(hash ?? '')
    if (mark === undefined) throw new ModelMismatch(`a sync is ${status}, but upstream never published its payload`)
    this.facts.acknowledged.push({ mark, at: Date.parse(at) })
  }

  /** Reads the list, and compares it with what may be served. */
  async read(): Promise<void> {
    const newest = this.facts.acknowledged.at(-1)!
    const before = this.clock.now()
    const response = await fetch(`${this.#running!.url}/api/models`)
    const { data } = (await response.json()) as { data: ListedModel[] }
    const after = this.clock.now()
    if (response.status !== 200) throw new ModelMismatch(`the list has status ${response.status}`)
    const mark = markOf(data)
    const tier = response.headers.get('x-data-source')
    if (!isList(data, mark))
      throw new ModelMismatch(`upstream never published the served list: ${JSON.stringify(data)}`)
    if (mark < newest.mark)
      throw new ModelMismatch(`list ${mark} is served from ${tier}, although list ${newest.mark} was acknowledged`)
    this.#compareAge(Number(response.headers.get('age')), mark, newest, [before, after])
  }

  /**
   * The age must be that of an acknowledged confirmation of the list. If the list is the newest before the request, that is its newest
   * confirmation then, or one that was acknowledged during the request.
   */
  #compareAge(
    age: number,
    mark: number,
    newest: Facts['acknowledged'][number],
    [before, after]: [before: number, after: number],
  ): void {
    if (this.facts.inDoubt.has(mark)) return
    const confirmations = this.facts.acknowledged
      .filter((one) => one.mark === mark && one.at >= (newest.mark === mark ? newest.at : 0))
      .map(({ at }) => at)
    const secondsSince = (at: number, now: number): number => Math.floor(Math.max(0, now - at) / 1000)
    if (confirmations.some((at) => age >= secondsSince(at, before) && age <= secondsSince(at, after))) return
    const expected = confirmations.map((at) => secondsSince(at, before)).join(' or ')
    throw new ModelMismatch(`the age of list ${mark} is ${age} s, but it was confirmed ${expected} s ago`)
  }

  /** Ends all faults, waits until the spool is committed, and compares history with what was acknowledged. */
  async settleAndCompare(): Promise<void> {
    this.upstreamFails(null)
    await this.databaseFails({ kind: 'pass' })
    const { app, url } = this.#running!
    await until(() => {
      this.clock.jump(1_000) // ends the waits between retries
      return app.sync.db.status().state === 'connected' && app.sync.spool.status().pending === 0
    })
    await this.sync()
    await this.read()
    await compareHistory({ url, databaseUrl: this.#databaseUrl, facts: this.facts, marks: this.#marks })
  }
}
