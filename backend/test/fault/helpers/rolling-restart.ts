/** Restarts all replicas in turn, behind a load balancer and under load. */
import { startControlledPostgres } from '../../helpers/controlled-postgres.js'
import { startFakeUpstream } from '../../helpers/fake-upstream.js'
import { startLoad, type LoadReport } from '../../helpers/load-runner.js'
import { smallLists } from './lists.js'
import { eventually } from './refresh.js'
import { startReplicas } from './replicas.js'
import { startRoundRobin } from './round-robin.js'

export interface RollingReport {
  replicas: number
  load: LoadReport
  /** The exit codes of all stopped processes. */
  exits: (number | string | null)[]
  resent: number
  wrong: string[]
}

export async function rollingRestart({
  replicas: count,
  rate,
}: {
  replicas: number
  rate: number
}): Promise<RollingReport> {
  const list = smallLists(1)[0]!
  const postgres = await startControlledPostgres({ maxConnections: 20 + 4 * count, settings: ['fsync = off'] })
  const upstream = await startFakeUpstream({ models: [...list.models], encoding: 'identity' })
  const replicas = await startReplicas(Array<string>(count).fill(postgres.url), {
    OPENROUTER_BASE_URL: upstream.url,
    SYNC_INTERVAL_SECONDS: '30',
  })
  const balancer = await startRoundRobin(replicas.all)
  const exits: (number | string | null)[] = []
  const wrong: string[] = []
  try {
    const load = await startLoad({
      url: balancer.url,
      rate,
      requests: [
        { path: '/api/models', weight: 4 },
        { path: '/api/models', weight: 2, conditional: true },
        { path: '/api/models/a/one', weight: 2 },
        { path: '/api/models?limit=1&offset={turn:2}' },
      ],
    })
    for (const replica of replicas.all) {
      exits.push(await replica.program.stop())
      await replica.start()
      if (!(await eventually(() => balancer.ready().includes(replica.url))))
        wrong.push(`${replica.name} was not ready again`)
    }
    const result = await load.stop()
    return { replicas: count, load: result.report(), exits, resent: balancer.resent(), wrong }
  } finally {
    await balancer.close()
    await replicas.close()
    await upstream.close()
    await postgres.close()
  }
}
