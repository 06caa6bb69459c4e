/**
 * Rounds of `kill -9`, of the program and of PostgreSQL in turn, while the program syncs one list after another. The point is random: after
 * a number of chunks sent to the database since the sync began, or some milliseconds later. At the end every acknowledged sync must be in
 * history, and history must be exact.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startControlledPostgres, type ControlledPostgres } from '../../helpers/controlled-postgres.js'
import { startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startProgram, type Program } from '../../helpers/program.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startCountingProxy, type CountingProxy } from './counting-proxy.js'
import { historyErrors } from './exact-history.js'
import { createLists, type UpstreamList } from './lists.js'
import { seededRandom } from './random.js'
import { eventually, loggedSyncs, refresh, type Acknowledged } from './refresh.js'

export interface KillReport {
  source: string
  /** How often each was killed during a sync. */
  killed: { program: number; postgres: number }
  /** Syncs that the response or the log reported as committed or spooled; of these, those that were spooled. */
  acknowledged: number
  spooled: number
  /** Syncs in the log at the end, possibly including unacknowledged ones. */
  inHistory: number
  /** Longest time from the return of PostgreSQL to an empty spool, in milliseconds. */
  longestUntilInHistoryMs: number
  wrong: string[]
}

const adminToken = 'of-the-killed-0123456789'
const longestDelayMs = 12
/** A lower bound of the chunks that a sync sends to the database. The maximum seen so far is used. */
const minPieces = 14

interface KillSetup {
  postgres: ControlledPostgres
  proxy: CountingProxy
  upstream: FakeUpstream
  dataDir: string
  program: Program | null
  url: string
  /** The output of all processes of the program. */
  outputs: string[]
}

export async function killRounds({
  rounds,
  seed,
  log = () => {},
}: {
  rounds: number
  seed: number
  log?: (line: string) => void
}): Promise<KillReport> {
  const { lists, source } = await createLists(rounds + 1)
  const postgres = await startControlledPostgres({ settings: ['fsync = off'] }) // processes are killed, not the machine
  const setup: KillSetup = {
    postgres,
    proxy: await startCountingProxy(postgres.url),
    upstream: await startFakeUpstream({ models: [...lists[0]!.models], encoding: 'identity' }),
    dataDir: await mkdtemp(join(tmpdir(), 'modelkeep-kill-rounds-')),
    program: null,
    url: '',
    outputs: [],
  }
  const report: KillReport = {
    source,
    killed: { program: 0, postgres: 0 },
    acknowledged: 0,
    spooled: 0,
    inHistory: 0,
    longestUntilInHistoryMs: 0,
    wrong: [],
  }
  try {
    const responses = await runRounds(setup, lists, { rounds, random: seededRandom(seed), report, log })
    await verify(setup, lists, responses, report)
    return report
  } finally {
    await setup.program?.stop('SIGKILL')
    await setup.proxy.close()
    await setup.upstream.close()
    await postgres.close()
    await rm(setup.dataDir, { recursive: true, force: true })
  }
}

interface RoundOptions {
  rounds: number
  random: () => number
  report: KillReport
  log: (line: string) => void
}

async function runRounds(
  setup: KillSetup,
  lists: readonly UpstreamList[],
  { rounds, random, report, log }: RoundOptions,
): Promise<Acknowledged[]> {
  const responses: Acknowledged[] = []
  let pieces = minPieces
  for (let round = 0; round <= rounds; round++) {
    await recover(setup, report)
    setup.upstream.setModels([...lists[round]!.models])
    const victim = round % 2 ? 'program' : 'postgres'
    const before = setup.proxy.sent()
    let struck: Promise<unknown> | null = null
    const kill = (): void => {
      struck = victim === 'program' ? setup.program!.stop('SIGKILL') : setup.postgres.kill()
    }
    const after = Math.floor(random() * longestDelayMs)
    if (round > 0)
      setup.proxy.at(1 + Math.floor(random() * (pieces + 2)), () =>
        random() < 0.5 ? kill() : void setTimeout(kill, after),
      )
    const response = await refresh(setup.url, adminToken)
    pieces = Math.max(pieces, setup.proxy.sent() - before)
    setup.proxy.at(null, () => {})
    if (response) responses.push(response)
    if (round > 0 && struck === null) kill() // the sync ended before: kill right after it
    await (struck as Promise<unknown> | null)
    if (round > 0) report.killed[victim] += 1
    if (round > 0 && victim === 'program') {
      setup.outputs.push(setup.program!.output())
      setup.program = null
    }
    if (round % 25 === 0 && round > 0) log(`${round} of ${rounds} rounds`)
  }
  await recover(setup, report)
  return responses
}

/** Restarts both, and waits until they are connected and the spool is empty. */
async function recover(setup: KillSetup, report: KillReport): Promise<void> {
  await setup.postgres.start()
  const backAt = performance.now()
  if (setup.program === null) {
    setup.program = startProgram('serve', [], {
      PORT: '0',
      DATABASE_URL: setup.proxy.url,
      DB_MAX_CONNECTIONS: '4',
      OPENROUTER_BASE_URL: setup.upstream.url,
      DATA_DIR: setup.dataDir,
      ADMIN_TOKEN: adminToken,
      SYNC_INTERVAL_SECONDS: '4',
    })
    const [, port] = await setup.program.waitForOutput(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
    setup.url = `http://127.0.0.1:${port}`
  }
  const isSettled = await eventually(async () => {
    const { spool, tiers } = (await (await fetch(`${setup.url}/health/models`)).json()) as {
      spool: { pending: number }
      tiers: { database: { state: string } }
    }
    return spool.pending === 0 && tiers.database.state === 'connected'
  })
  const tookMs = performance.now() - backAt
  report.longestUntilInHistoryMs = Math.max(report.longestUntilInHistoryMs, tookMs)
  if (!isSettled) report.wrong.push('the spool was not empty 60 s after both were restarted')
}

async function verify(
  setup: KillSetup,
  lists: readonly UpstreamList[],
  responses: readonly Acknowledged[],
  report: KillReport,
): Promise<void> {
  await setup.program?.stop() // its timer would otherwise keep syncing
  const db = await connect(setup.postgres.url)
  try {
    const rows = await db.query<{ id: number; observed_at: number; payload_hash: string | null }>(
      'SELECT id, observed_at, payload_hash FROM catalog_syncs',
    )
    const ids = new Set(rows.map(({ id }) => id))
    const observed = new Set(rows.map(({ observed_at, payload_hash }) => `${observed_at} ${payload_hash ?? ''}`))
    const logged = [...setup.outputs, setup.program?.output() ?? ''].flatMap(loggedSyncs)
    for (const { id } of logged) if (!ids.has(id)) report.wrong.push(`the log reports sync ${id}, which is missing`)
    for (const { id, observed_at, payload_hash, status } of responses) {
      if (status === 'failed') continue
      if (id === null) report.spooled += 1
      if (!observed.has(`${Date.parse(observed_at)} ${payload_hash ?? ''}`))
        report.wrong.push(`the sync of ${observed_at} was acknowledged, but is missing`)
    }
    if (observed.size !== rows.length) report.wrong.push('an observation was applied twice')
    report.acknowledged = new Set([
      ...logged.map(({ id }) => String(id)),
      ...responses.map(({ id, observed_at }) => String(id ?? observed_at)),
    ]).size
    report.inHistory = rows.length
    report.wrong.push(...(await historyErrors(db, lists)))
  } finally {
    await db.close()
  }
}
