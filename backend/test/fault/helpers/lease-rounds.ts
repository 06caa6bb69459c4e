/**
 * Rounds in which the lease holder is killed or frozen at a random point of its sync. The other replica must take over. A frozen holder
 * wakes up late and must not commit; its observation is committed into history instead.
 */
import { startControlledPostgres } from '../../helpers/controlled-postgres.js'
import { startFakeUpstream } from '../../helpers/fake-upstream.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startCountingProxy } from './counting-proxy.js'
import { historyErrors } from './exact-history.js'
import { smallLists } from './lists.js'
import { seededRandom } from './random.js'
import { eventually, pause, refresh } from './refresh.js'
import { isSettled, replicaToken, startReplicas, type Replica } from './replicas.js'

export interface LeaseReport {
  rounds: { killed: number; frozen: number }
  /** Rounds in which a holder woke up late and its commit was refused, or its transaction had been ended. */
  refused: number
  /** Intervals until the other replica committed, one per round, ascending. */
  intervalsUntilMoved: number[]
  wrong: string[]
}

const intervalSeconds = 4
const answerWithinMs = 20_000
/** A lower bound of the chunks that a sync sends to the database. The maximum seen so far is used. */
const minPieces = 20

export async function leaseRounds({
  rounds,
  seed,
  modes = ['frozen', 'killed'],
  log = () => {},
}: {
  rounds: number
  seed: number
  modes?: readonly ('frozen' | 'killed')[]
  log?: (line: string) => void
}): Promise<LeaseReport> {
  const random = seededRandom(seed)
  const lists = smallLists(2 * rounds + 2)
  const postgres = await startControlledPostgres({ settings: ['fsync = off'] })
  const proxies = [await startCountingProxy(postgres.url), await startCountingProxy(postgres.url)]
  const upstream = await startFakeUpstream({ models: [...lists[0]!.models], encoding: 'identity' })
  const replicas = await startReplicas(
    proxies.map(({ url }) => url),
    {
      OPENROUTER_BASE_URL: upstream.url,
      SYNC_INTERVAL_SECONDS: String(intervalSeconds),
      MAX_SHRINK_PERCENT: '100',
      MAX_GROWTH_PERCENT: '1000000',
    },
  )
  const db = await connect(postgres.url)
  const report: LeaseReport = { rounds: { killed: 0, frozen: 0 }, refused: 0, intervalsUntilMoved: [], wrong: [] }
  const newest = async (): Promise<number> =>
    (await db.query<{ id: number | null }>('SELECT max(id) AS id FROM catalog_syncs'))[0]?.id ?? 0
  let pieces = minPieces
  try {
    for (let round = 0; round < rounds; round++) {
      const mode = modes[round % modes.length]!
      const victim = replicas.all[round % 2]!
      const proxy = proxies[round % 2]!
      await awaitSettled(replicas.all, report)
      upstream.setModels([...lists[2 * round + 1]!.models])
      const refusedBefore = refusals(victim)
      const before = proxy.sent()
      const struck = new Promise<void>((resolve) => {
        proxy.at(1 + Math.floor(random() * pieces), () => {
          victim.program.process.kill(mode === 'frozen' ? 'SIGSTOP' : 'SIGKILL')
          resolve()
        })
      })
      const abandon = new AbortController()
      const response = refresh(victim.url, replicaToken, abandon.signal)
      await Promise.race([struck, response])
      proxy.at(null, () => {})
      pieces = Math.max(pieces, proxy.sent() - before)
      victim.program.process.kill(mode === 'frozen' ? 'SIGSTOP' : 'SIGKILL') // also if the sync ended before
      const struckAt = performance.now()
      const last = await newest()
      upstream.setModels([...lists[2 * round + 2]!.models])
      const moved = await eventually(
        async () =>
          (
            await db.query('SELECT 1 FROM catalog_syncs WHERE id > $1 AND payload_hash = $2', [
              last,
              lists[2 * round + 2]!.payloadHash,
            ])
          ).length > 0,
      )
      report.intervalsUntilMoved.push((performance.now() - struckAt) / 1000 / intervalSeconds)
      if (!moved) report.wrong.push(`round ${round}: no replica took over from the ${mode} holder`)
      if (mode === 'frozen') victim.program.process.kill('SIGCONT')
      else {
        await victim.program.exited()
        await victim.start()
      }
      await Promise.race([response, pause(answerWithinMs)])
      abandon.abort()
      report.rounds[mode] += 1
      await awaitSettled(replicas.all, report)
      if (mode === 'frozen' && refusals(victim) > refusedBefore) report.refused += 1
      if ((round + 1) % 20 === 0) log(`${round + 1} of ${rounds} rounds`)
    }
    await Promise.all(replicas.all.map(({ program }) => program.stop()))
    report.wrong.push(...(await historyErrors(db, lists)))
    report.intervalsUntilMoved.sort((a, b) => a - b)
    return report
  } finally {
    await db.close()
    await replicas.close()
    for (const proxy of proxies) await proxy.close()
    await upstream.close()
    await postgres.close()
  }
}

function refusals(replica: Replica): number {
  return replica.output().split('"what":"commit_not_possible"').length - 1
}

async function awaitSettled(replicas: readonly Replica[], report: LeaseReport): Promise<void> {
  const isEmpty = await eventually(async () => (await Promise.all(replicas.map(isSettled))).every(Boolean))
  if (!isEmpty) report.wrong.push('the spool was not empty within 60 s')
}
