import {
  capacity,
  pinToCores,
  cachedRequests,
  startFlooded,
  unseenRequests,
  type Cores,
  type FloodedProgram,
} from '../fault/overloads.js'
import { runFlood, type FloodReport, type FloodResult, type Latency } from '../helpers/flood-runner.js'
import { startManyClients } from '../helpers/many-clients.js'
import type { SoakOptions, SoakPart } from './part.js'

const models = 100_000
const todaysModels = 421
/** The healthy load, as a share of the capacity. */
const healthyShare = 0.3
const floodTimes = 10
const connections = 256
/** Gives enough responses for a p99. */
const minSeconds = 20
const maxSlowdown = 3
/** Above this, the client is the bottleneck. */
const maxClientBusy = 0.9

/** Load shedding, and the cost of connections. */
export const floods: SoakPart = {
  name: 'floods',
  title: 'Floods',
  run: async (options) => {
    const rows: string[][] = [
      ['what', 'requests', 'served', 'shed', 'other', 'p50 ms', 'p99 ms', 'p99 ms since due', 'worst ms'],
    ]
    const missed: string[] = []
    const program = await startFlooded(models)
    const cores = pinToCores(program)
    try {
      await measureFlood(program, cores, options, rows, missed)
    } finally {
      await program.stop()
    }
    const today = await startFlooded(todaysModels, { DATABASE_URL: '' })
    try {
      await measureConnections(today, options, rows)
    } finally {
      await today.stop()
    }
    const where =
      cores.client === undefined
        ? 'client and program share the cores'
        : 'the program has one core to itself and the client another'
    return {
      intro: `Facets and pages of ${models} models, each requested for the first time, at a constant rate over ${connections} connections; ${where}. Latencies are those of 200 responses, from when a request was given to a connection; "since due" includes the client's wait for a free connection. Then clients that only hold connections.`,
      rows,
      missed,
    }
  },
}

const wholeRow = (text: string): string[] => [text, ...Array<string>(8).fill('')]

async function measureFlood(
  program: FloodedProgram,
  cores: Cores,
  { seconds, say }: SoakOptions,
  rows: string[][],
  missed: string[],
): Promise<void> {
  const add = (row: string[]): void => {
    rows.push(row)
    say(row.filter(Boolean).join(' | '))
  }
  const { rate: most, warmedUpBy } = await capacity(program, cores)
  add(wholeRow(`capacity of a core, by CPU time after ${warmedUpBy} requests: ${most.toFixed(0)}/s`))
  const send = async (rate: number, requests: typeof unseenRequests): Promise<FloodResult> => {
    const [lasting, whole] = [Math.max(seconds, minSeconds), Math.max(1, Math.round(rate))]
    return runFlood(
      {
        port: program.port,
        pid: program.pid,
        rate: whole,
        seconds: lasting,
        connections,
        requests,
        firstNr: program.nextNr(whole * lasting),
      },
      cores.client,
    )
  }
  const calm = async (name: string): Promise<FloodReport> => {
    const result = await send(most * healthyShare, unseenRequests)
    const report = result.report()
    add(rowOf(`${name}: ${(most * healthyShare).toFixed(0)}/s; ${busy(result)}`, report))
    missed.push(
      ...irregularities(name, report),
      ...(report.shed > 0 ? [`${name}: ${report.shed} of ${report.total} shed`] : []),
    )
    return report
  }

  const healthy = await calm('healthy')
  const flooded = await send(most * floodTimes, [
    ...unseenRequests.map((request) => ({ ...request, weight: 20 })),
    ...cachedRequests,
  ])
  const [computed, cached] = [flooded.report([0, 1]), flooded.report([2, 3])]
  add(rowOf(`${floodTimes} times the capacity: ${(most * floodTimes).toFixed(0)}/s; ${busy(flooded)}`, computed))
  add(rowOf('shed requests', computed, computed.ofShed))
  add(rowOf('health and a count, at the same time', cached))
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  await calm('10 s later')
  missed.push(
    ...irregularities('the flood', computed),
    ...irregularities('health and a count', cached),
    ...missedPromises(healthy, flooded),
  )
}

const busy = ({ programMs, lasted, programHeldUp, clientBusy }: FloodResult): string =>
  `program busy ${percent(programMs / lasted)}, waiting for the CPU ${percent(programHeldUp)}; client busy ${percent(clientBusy)}`
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`

function rowOf(
  name: string,
  { total, succeeded, shed, other, ofSuccesses, sinceDue }: FloodReport,
  latency: Latency = ofSuccesses,
): string[] {
  const sinceWhen = latency === ofSuccesses ? sinceDue.p99.toFixed(1) : ''
  return [
    name,
    ...[total, succeeded, shed].map(String),
    JSON.stringify(other),
    latency.p50.toFixed(1),
    latency.p99.toFixed(1),
    sinceWhen,
    latency.worst.toFixed(1),
  ]
}

function irregularities(name: string, { other, shed, shedWithRetryAfter }: FloodReport): string[] {
  return [
    ...(Object.keys(other).length > 0 ? [`${name}: other responses: ${JSON.stringify(other)}`] : []),
    ...(shedWithRetryAfter < shed ? [`${name}: ${shed - shedWithRetryAfter} shed requests without Retry-After`] : []),
  ]
}

function missedPromises(healthy: FloodReport, flooded: FloodResult): string[] {
  const [computed, cached] = [flooded.report([0, 1]), flooded.report([2, 3])]
  const times = computed.ofSuccesses.p99 / healthy.ofSuccesses.p99
  return [
    ...(times > maxSlowdown
      ? [
          `the p99 during the flood is ${computed.ofSuccesses.p99.toFixed(1)} ms, ${times.toFixed(1)} times the healthy one`,
        ]
      : []),
    ...(cached.shed > 0
      ? [`${cached.shed} of ${cached.total} requests for health and a count were shed during the flood`]
      : []),
    ...(flooded.clientBusy > maxClientBusy
      ? [`the client was ${percent(flooded.clientBusy)} busy during the flood: it may have sent and read late`]
      : []),
  ]
}

async function measureConnections(
  { url, rss }: FloodedProgram,
  { short, say }: SoakOptions,
  rows: string[][],
): Promise<void> {
  for (const [what, count, path] of [
    ['idle connections', short ? 1_000 : 10_000, ''],
    ['stream subscribers', short ? 100 : 1_000, '/api/changes/stream'],
  ] as const) {
    const before = rss()
    const held = startManyClients(Number(new URL(url).port), count, path)
    await held.until(({ open, answered }) => open === count && (path === '' || answered === count))
    rows.push(
      wholeRow(
        `${count} ${what}: RSS ${before.toFixed(0)} → ${rss().toFixed(0)} MB, ${(((rss() - before) * 1024) / count).toFixed(1)} KB each`,
      ),
    )
    say(rows.at(-1)![0]!)
    await held.end()
  }
}
