import { hour, simulateDay } from '../fault/helpers/simulate-day.js'
import { leaseRounds } from '../fault/helpers/lease-rounds.js'
import { manyReplicas, type ReplicasReport } from '../fault/helpers/many-replicas.js'
import { chooseSeed } from '../fault/helpers/random.js'
import { rollingRestart } from '../fault/helpers/rolling-restart.js'
import { havePgBouncer, noPgBouncer } from '../helpers/pgbouncer.js'
import type { SoakOptions, SoakPart, SoakSection } from './part.js'

type Rows = Pick<SoakSection, 'rows' | 'missed'>

const intervalSeconds = 5
const promisedMs = 2_000
/** Without NOTIFY, replicas poll PostgreSQL every interval (at most 10 s). */
const pollMs = intervalSeconds * 1_000

const scenarios: Readonly<Record<string, (options: SoakOptions) => Promise<Rows>>> = {
  notify: async ({ short }) =>
    served(
      'ten replicas, NOTIFY',
      await manyReplicas({ replicas: 10, syncs: short ? 5 : 50, intervalSeconds }),
      promisedMs,
    ),
  pgbouncer: async ({ short }) =>
    havePgBouncer
      ? served(
          'ten replicas behind PgBouncer in transaction mode, polling',
          await manyReplicas({ replicas: 10, syncs: short ? 5 : 50, intervalSeconds, pgBouncer: true }),
          pollMs + promisedMs,
        )
      : { rows: [['ten replicas behind PgBouncer', `not measured: ${noPgBouncer}`]], missed: [] },
  lease: async ({ short, say }) => leaseMoves(short ? 20 : 200, say),
  rolling: async ({ short }) => rolling(short ? 60 : 200),
  day: async () => aDay(),
}

/** Ten processes on one PostgreSQL, and a simulated hundred. */
export const manyReplicasPart: SoakPart = {
  name: 'many-replicas',
  title: 'Many replicas, one catalogue',
  run: async (options) => {
    const wanted = Object.entries(scenarios).filter(
      ([name]) => options.only.length === 0 || options.only.includes(name),
    )
    const rows: (readonly string[])[] = [['', '']]
    const missed: string[] = []
    for (const [name, scenario] of wanted) {
      options.say(name)
      const result = await scenario(options)
      rows.push(...result.rows)
      missed.push(...result.missed)
    }
    return {
      intro: `Processes of the built program on one PostgreSQL, an interval of ${intervalSeconds} s (4 s for the lease), a small catalogue; all on one machine. Times are from the commit until the last replica responds with the new ETag.`,
      rows,
      missed,
    }
  },
}

function served(
  what: string,
  { fetches, maxFetches, intervals, untilAllServeMs, wrong }: ReplicasReport,
  withinMs: number,
): Rows {
  const at = (share: number): number =>
    untilAllServeMs[Math.min(untilAllServeMs.length - 1, Math.floor(untilAllServeMs.length * share))] ?? 0
  const worst = at(1)
  return {
    rows: [
      [`${what}: requests to upstream in ${intervals.toFixed(1)} intervals`, `${fetches} times`],
      [
        `${what}: until all serve a commit, ${untilAllServeMs.length} commits`,
        `median ${at(0.5).toFixed(0)} ms, longest ${worst.toFixed(0)} ms`,
      ],
    ],
    missed: [
      ...wrong.slice(0, 5),
      ...(fetches > maxFetches
        ? [`${what}: ${fetches} requests to upstream in ${intervals.toFixed(1)} intervals`]
        : []),
      ...(worst > withinMs
        ? [`${what}: ${worst.toFixed(0)} ms until all replicas served a commit; promised: ${withinMs} ms`]
        : []),
    ],
  }
}

async function leaseMoves(rounds: number, say: (line: string) => void): Promise<Rows> {
  const seed = chooseSeed('the lease moves')
  const {
    rounds: done,
    refused,
    intervalsUntilMoved,
    wrong,
  } = await leaseRounds({ rounds, seed, modes: ['frozen', 'frozen', 'frozen', 'killed'], log: say })
  const worst = intervalsUntilMoved.at(-1) ?? 0
  return {
    rows: [
      ['lease holder frozen during a sync; killed', `${done.frozen} rounds; ${done.killed} rounds (seed ${seed})`],
      ['frozen holders that woke up late and could not commit', String(refused)],
      [
        'until another replica committed',
        `median ${(intervalsUntilMoved[Math.floor(intervalsUntilMoved.length / 2)] ?? 0).toFixed(2)}, longest ${worst.toFixed(2)} intervals`,
      ],
      ['errors in history', String(wrong.length)],
    ],
    missed: [
      ...wrong.slice(0, 5),
      ...(worst > 2 ? [`the lease took ${worst.toFixed(2)} intervals to move; promised: 2`] : []),
    ],
  }
}

async function rolling(rate: number): Promise<Rows> {
  const { load, replicas, resent, exits, wrong } = await rollingRestart({ replicas: 10, rate })
  return {
    rows: [
      [
        `rolling restart of ${replicas} at ${rate} requests/s`,
        `${load.failed} of ${load.total} failed; ${resent} retried by the balancer; p99 ${load.p99.toFixed(0)} ms`,
      ],
    ],
    missed: [
      ...wrong,
      ...(load.failed > 0 ? [`${load.failed} requests failed in a rolling restart: ${load.examples.join('; ')}`] : []),
      ...(exits.some((code) => code !== 0) ? ['not every replica stopped with exit code 0'] : []),
    ],
  }
}

async function aDay(): Promise<Rows> {
  const day = await simulateDay({
    replicas: 100,
    seed: 1,
    notified: 1,
    databaseAway: [],
    upstreamFails: [],
    holdersDie: [],
  })
  const away = await simulateDay({
    replicas: 100,
    seed: 3,
    notified: 0.9,
    databaseAway: [[2 * hour, 3 * hour]],
    upstreamFails: [],
    holdersDie: [],
  })
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`
  return {
    rows: [
      [
        '100 replicas for a day (simulated, interval 240 s): requests to upstream; highest age served',
        `${day.calls.length} times; ${seconds(day.worstAge([0, 24 * hour]))}`,
      ],
      [
        'the same with one hour without database, when each replica fetches by itself',
        `${away.calls.length} times; ${seconds(away.worstAge([0, 24 * hour]))}; ${away.lost} observations lost`,
      ],
    ],
    missed: away.lost + day.lost > 0 ? ['observations were lost in the simulated day'] : [],
  }
}
