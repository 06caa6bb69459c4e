/**
 * Rounds of `kill -9`, of the program and of PostgreSQL in turn, while the program syncs one list after another. Where it strikes is drawn
 * at random: when the program has sent so many pieces to the database since the sync began, or some milliseconds after that. In the end all
 * that was acknowledged has to be there, and history has to be exactly what was said.
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
  /** How often each was killed while a sync was under way. */
  killed: { program: number; postgres: number }
  /** Syncs that the answer, or the log, said were committed or kept; of these, through the spool. */
  acknowledged: number
  spooled: number
  /** Syncs in the log in the end: an unanswered one may be there. */
  inHistory: number
  /** Milliseconds from the return of PostgreSQL to an empty spool, the longest. */
  longestUntilInHistoryMs: number
  wrong: string[]
}

const adminToken = 'of-the-killed-0123456789'
const longestDelayMs = 12
/** What a sync sends to the database, at the least: the most that was seen so far counts. */
const piecesAtFirst = 14

interface Stage {
  postgres: ControlledPostgres
  proxy: CountingProxy
  upstream: FakeUpstream
  dataDir: string
  program: Program | null
  url: string
  /** All that any program has put out. */
  outputs: string[]
}

export async function killRounds({
  rounds,
  seed,
  say = () => {},
}: {
  rounds: number
  seed: number
  say?: (line: string) => void
}): Promise<KillReport> {
  const { lists, source } = await createLists(rounds + 1)
  const postgres = await startControlledPostgres({ settings: ['fsync = off'] }) // processes are killed, not the machine
  const stage: Stage = {
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
    const responses = await strike(stage, lists, { rounds, random: seededRandom(seed), report, say })
    await judge(stage, lists, responses, report)
    return report
  } finally {
    await stage.program?.stop('SIGKILL')
    await stage.proxy.close()
    await stage.upstream.close()
    await postgres.close()
    await rm(stage.dataDir, { recursive: true, force: true })
  }
}

interface Strikes {
  rounds: number
  random: () => number
  report: KillReport
  say: (line: string) => void
}

async function strike(
  stage: Stage,
  lists: readonly UpstreamList[],
  { rounds, random, report, say }: Strikes,
): Promise<Acknowledged[]> {
  const responses: Acknowledged[] = []
  let pieces = piecesAtFirst
  for (let round = 0; round <= rounds; round++) {
    await makeWell(stage, report)
    stage.upstream.setModels([...lists[round]!.models])
    const victim = round % 2 ? 'program' : 'postgres'
    const before = stage.proxy.sent()
    let struck: Promise<unknown> | null = null
    const kill = (): void => {
      struck = victim === 'program' ? stage.program!.stop('SIGKILL') : stage.postgres.kill()
    }
    const after = Math.floor(random() * longestDelayMs)
    if (round > 0)
      stage.proxy.at(1 + Math.floor(random() * (pieces + 2)), () =>
        random() < 0.5 ? kill() : void setTimeout(kill, after),
      )
    const response = await refresh(stage.url, adminToken)
    pieces = Math.max(pieces, stage.proxy.sent() - before)
    stage.proxy.at(null, () => {})
    if (response) responses.push(response)
    if (round > 0 && struck === null) kill() // the sync was over: right after it
    await (struck as Promise<unknown> | null)
    if (round > 0) report.killed[victim] += 1
    if (round > 0 && victim === 'program') {
      stage.outputs.push(stage.program!.output())
      stage.program = null
    }
    if (round % 25 === 0 && round > 0) say(`${round} of ${rounds} rounds`)
  }
  await makeWell(stage, report)
  return responses
}

/** Both run and know each other, and nothing waits. */
async function makeWell(stage: Stage, report: KillReport): Promise<void> {
  await stage.postgres.start()
  const backAt = performance.now()
  if (stage.program === null) {
    stage.program = startProgram('serve', [], {
      PORT: '0',
      DATABASE_URL: stage.proxy.url,
      DB_MAX_CONNECTIONS: '4',
      OPENROUTER_BASE_URL: stage.upstream.url,
      DATA_DIR: stage.dataDir,
      ADMIN_TOKEN: adminToken,
      SYNC_INTERVAL_SECONDS: '4',
    })
    const [, port] = await stage.program.waitForOutput(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
    stage.url = `http://127.0.0.1:${port}`
  }
  const well = await eventually(async () => {
    const { spool, tiers } = (await (await fetch(`${stage.url}/health/models`)).json()) as {
      spool: { pending: number }
      tiers: { database: { state: string } }
    }
    return spool.pending === 0 && tiers.database.state === 'connected'
  })
  const tookMs = performance.now() - backAt
  report.longestUntilInHistoryMs = Math.max(report.longestUntilInHistoryMs, tookMs)
  if (!well) report.wrong.push('what was spooled was not in history 60 s after both had come back')
}

async function judge(
  stage: Stage,
  lists: readonly UpstreamList[],
  responses: readonly Acknowledged[],
  report: KillReport,
): Promise<void> {
  await stage.program?.stop() // its timer would go on syncing while we look
  const db = await connect(stage.postgres.url)
  try {
    const rows = await db.query<{ id: number; observed_at: number; payload_hash: string | null }>(
      'SELECT id, observed_at, payload_hash FROM catalog_syncs',
    )
    const ids = new Set(rows.map(({ id }) => id))
    const observed = new Set(rows.map(({ observed_at, payload_hash }) => `${observed_at} ${payload_hash ?? ''}`))
    const logged = [...stage.outputs, stage.program?.output() ?? ''].flatMap(loggedSyncs)
    for (const { id } of logged) if (!ids.has(id)) report.wrong.push(`the log told of sync ${id}, which is not there`)
    for (const { id, observed_at, payload_hash, status } of responses) {
      if (status === 'failed') continue
      if (id === null) report.spooled += 1
      if (!observed.has(`${Date.parse(observed_at)} ${payload_hash ?? ''}`))
        report.wrong.push(`the sync of ${observed_at} was acknowledged, and is not there`)
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
