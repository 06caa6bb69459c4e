/**
 * Rounds in which the holder of the lease is killed, or frozen, at a random point of its sync. The other replica has to take over; the
 * one that was frozen wakes up late, and must not commit over what has happened meanwhile: what it saw goes into its place in the past.
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
  /** Rounds in which a holder woke up too late, and its commit was refused or its transaction had been ended. */
  refused: number
  /** Intervals from the strike to a commit of the other, of each round, ascending. */
  intervalsUntilMoved: number[]
  wrong: string[]
}

const intervalSeconds = 4
const answerWithinMs = 20_000
/** What a sync sends to the database, at the least: the most that was seen so far counts. */
const piecesAtFirst = 20

export async function leaseRounds({
  rounds,
  seed,
  modes = ['frozen', 'killed'],
  say = () => {},
}: {
  rounds: number
  seed: number
  modes?: readonly ('frozen' | 'killed')[]
  say?: (line: string) => void
}): Promise<LeaseReport> {
  const random = seededRandom(seed)
  const said = smallLists(2 * rounds + 2)
  const postgres = await startControlledPostgres({ settings: ['fsync = off'] })
  const proxies = [await startCountingProxy(postgres.url), await startCountingProxy(postgres.url)]
  const upstream = await startFakeUpstream({ models: [...said[0]!.models], encoding: 'identity' })
  const replicas = await startReplicas(
    proxies.map(({ url }) => url),
    { OPENROUTER_BASE_URL: upstream.url, SYNC_INTERVAL_SECONDS: String(intervalSeconds), MAX_SHRINK_PERCENT: '100' },
  )
  const db = await connect(postgres.url)
  const report: LeaseReport = { rounds: { killed: 0, frozen: 0 }, refused: 0, intervalsUntilMoved: [], wrong: [] }
  const newest = async (): Promise<number> =>
    (await db.query<{ id: number | null }>('SELECT max(id) AS id FROM catalog_syncs'))[0]?.id ?? 0
  let pieces = piecesAtFirst
  try {
    for (let round = 0; round < rounds; round++) {
      const mode = modes[round % modes.length]!
      const victim = replicas.all[round % 2]!
      const proxy = proxies[round % 2]!
      await allWell(replicas.all, report)
      upstream.setModels([...said[2 * round + 1]!.models])
      const refusedBefore = refusals(victim)
      const before = proxy.sent()
      const struck = new Promise<void>((resolve) => {
        proxy.at(1 + Math.floor(random() * pieces), () => {
          victim.program.process.kill(mode === 'frozen' ? 'SIGSTOP' : 'SIGKILL')
          resolve()
        })
      })
      const leave = new AbortController()
      const answered = refresh(victim.url, replicaToken, leave.signal)
      await Promise.race([struck, answered])
      proxy.at(null, () => {})
      pieces = Math.max(pieces, proxy.sent() - before)
      victim.program.process.kill(mode === 'frozen' ? 'SIGSTOP' : 'SIGKILL') // also where the sync was over before
      const struckAt = performance.now()
      const last = await newest()
      upstream.setModels([...said[2 * round + 2]!.models])
      const moved = await eventually(
        async () =>
          (
            await db.query('SELECT 1 FROM catalog_syncs WHERE id > $1 AND payload_hash = $2', [
              last,
              said[2 * round + 2]!.payloadHash,
            ])
          ).length > 0,
      )
      report.intervalsUntilMoved.push((performance.now() - struckAt) / 1000 / intervalSeconds)
      if (!moved) report.wrong.push(`round ${round}: nobody took over from the holder that was ${mode}`)
      if (mode === 'frozen') victim.program.process.kill('SIGCONT')
      else {
        await victim.program.exited()
        await victim.start()
      }
      await Promise.race([answered, pause(answerWithinMs)])
      leave.abort()
      report.rounds[mode] += 1
      await allWell(replicas.all, report)
      if (mode === 'frozen' && refusals(victim) > refusedBefore) report.refused += 1
      if ((round + 1) % 20 === 0) say(`${round + 1} of ${rounds} rounds`)
    }
    await Promise.all(replicas.all.map(({ program }) => program.stop()))
    report.wrong.push(...(await historyErrors(db, said)))
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

async function allWell(replicas: readonly Replica[], report: LeaseReport): Promise<void> {
  const well = await eventually(async () => (await Promise.all(replicas.map(isSettled))).every(Boolean))
  if (!well) report.wrong.push('what was spooled was not in history within 60 s')
}
