/** Many processes on one PostgreSQL: how often they fetch in total, and how soon all serve a commit of one. */
import { startControlledPostgres } from '../../helpers/controlled-postgres.js'
import { startFakeUpstream, type RecordedRequest } from '../../helpers/fake-upstream.js'
import { startPgBouncer } from '../../helpers/pgbouncer.js'
import { connect } from '../../helpers/sync-fixture.js'
import { historyErrors } from './exact-history.js'
import { smallLists } from './lists.js'
import { eventually, pause } from './refresh.js'
import { etagOf, startReplicas, startsAreOver, type Replica } from './replicas.js'

export interface ReplicasReport {
  replicas: number
  intervals: number
  /** Fetches of all replicas together after all were connected, and the allowed maximum. */
  fetches: number
  maxFetches: number
  /** Milliseconds from each commit until all replicas served it, ascending. */
  untilAllServeMs: number[]
  wrong: string[]
}

export interface ReplicasOptions {
  replicas: number
  /** Number of syncs to observe. */
  syncs: number
  intervalSeconds: number
  /** PgBouncer in transaction mode in front of PostgreSQL, which does not deliver NOTIFY. */
  pgBouncer?: boolean
}

export async function manyReplicas({
  replicas: count,
  syncs,
  intervalSeconds,
  pgBouncer = false,
}: ReplicasOptions): Promise<ReplicasReport> {
  const lists = smallLists(syncs + 1)
  const postgres = await startControlledPostgres({ maxConnections: 20 + 4 * count, settings: ['fsync = off'] })
  const bouncer = pgBouncer ? await startPgBouncer(postgres.url, { poolSize: 8 }) : null
  const upstream = await startFakeUpstream({ models: [...lists[0]!.models], encoding: 'identity' })
  const replicas = await startReplicas(Array<string>(count).fill(bouncer?.url ?? postgres.url), (nr) => ({
    OPENROUTER_BASE_URL: `${upstream.url}?replica=${nr}`,
    SYNC_INTERVAL_SECONDS: String(intervalSeconds),
    MAX_SHRINK_PERCENT: '100',
    MAX_GROWTH_PERCENT: '1000000',
  }))
  const db = await connect(postgres.url)
  const report: ReplicasReport = {
    replicas: count,
    intervals: 0,
    fetches: 0,
    maxFetches: 0,
    untilAllServeMs: [],
    wrong: [],
  }
  try {
    // Before that each may fetch by itself, since a start does not wait for the database.
    if (!(await startsAreOver(replicas.all))) report.wrong.push('not all replicas are connected to the database')
    const fetchesBefore = upstream.requests.length
    const startedAt = performance.now()
    for (const list of lists.slice(1)) {
      upstream.setModels([...list.models])
      const committed = await eventually(
        async () =>
          (await db.query('SELECT 1 FROM catalog_syncs WHERE payload_hash = $1', [list.payloadHash])).length > 0,
      )
      const committedAt = performance.now()
      const served = await eventually(() =>
        allServeTheSame(replicas.all, list.catalogue.entries[0]!.model.context_length),
      )
      report.untilAllServeMs.push(performance.now() - committedAt)
      if (!committed || !served) report.wrong.push(`a list was ${committed ? 'not served by all' : 'never committed'}`)
    }
    report.intervals = (performance.now() - startedAt) / 1000 / intervalSeconds
    report.fetches = upstream.requests.length - fetchesBefore
    report.maxFetches = Math.floor(report.intervals) + 1
    if (report.fetches > report.maxFetches)
      report.wrong.push(
        `upstream was fetched ${report.fetches} times in ${report.intervals.toFixed(1)} intervals: ${describeFetches(upstream.requests.slice(fetchesBefore))}; ${troubles(replicas.all)}`,
      )
    report.wrong.push(...(await historyErrors(db, lists)))
    report.untilAllServeMs.sort((a, b) => a - b)
    return report
  } finally {
    await db.close()
    await replicas.close()
    await upstream.close()
    await bouncer?.close()
    await postgres.close()
  }
}

/** Lists the fetches: which replica, and how long after the one before. */
function describeFetches(requests: readonly RecordedRequest[]): string {
  return requests
    .map(
      ({ url, at }, nr) =>
        `${new URL(url, 'http://upstream').searchParams.get('replica')} after ${at - (requests[nr - 1]?.at ?? at)} ms`,
    )
    .join(', ')
}

/** The events that may explain why a replica fetched by itself. */
function troubles(replicas: readonly Replica[]): string {
  const lines = replicas.flatMap((replica) =>
    replica
      .output()
      .split('\n')
      .filter((line) => /"event":"(trouble|database|spool)"/.test(line))
      .map((line) => `${replica.name}: ${line}`),
  )
  return lines.slice(-20).join('\n')
}

/** Whether all serve the same ETag, and the given list. */
async function allServeTheSame(replicas: readonly Replica[], size: number | null | undefined): Promise<boolean> {
  const etags = await Promise.all(replicas.map(etagOf))
  if (new Set(etags).size !== 1 || etags[0] === null) return false
  const one = (await (await fetch(`${replicas[0]!.url}/api/models/a/one`)).json()) as {
    data: { context_length: number }
  }
  await pause(0)
  return one.data.context_length === size
}
