import {
  capacity,
  pinToCores,
  readyAsks,
  startFlooded,
  unseenAsks,
  type Cores,
  type FloodedProgram,
} from '../fault/overloads.js'
import { runFlood, type FloodReport, type FloodResult, type Latency } from '../helpers/flood-runner.js'
import { startManyClients } from '../helpers/many-clients.js'
import type { SoakOptions, SoakPart } from './part.js'

const models = 100_000
const todaysModels = 421
/** A healthy load: so much of what it can serve. */
const healthyShare = 0.3
const floodTimes = 10
const connections = 256
/** Less would leave too few answers for a p99. */
const leastSeconds = 20
const mostTimesSlower = 3
/** Busier than that, the client measures itself. */
const mostClientBusy = 0.9

/** What is promised when more is asked than can be answered, and what connections cost. */
export const floods: SoakPart = {
  name: 'floods',
  title: 'Floods',
  run: async (options) => {
    const rows: string[][] = [
      ['what', 'asked', 'answered', 'refused', 'else', 'p50 ms', 'p99 ms', 'p99 ms since due', 'worst ms'],
    ]
    const short: string[] = []
    const program = await startFlooded(models)
    const cores = pinToCores(program)
    try {
      await measureFlood(program, cores, options, rows, short)
    } finally {
      await program.stop()
    }
    const ofToday = await startFlooded(todaysModels, { DATABASE_URL: '' })
    try {
      await measureConnections(ofToday, options, rows)
    } finally {
      await ofToday.stop()
    }
    const where =
      cores.client === undefined
        ? 'client and program share the cores'
        : 'the program has one core to itself and the client another'
    return {
      intro: `Facets and pages of ${models} models, each asked for the first time, at a steady rate whatever becomes of those before, over ${connections} connections; ${where}. Latencies are those of answers (200) from when the request was handed to a connection; "since due" has the wait for a free connection in it, which is the client's own. Then clients that only hold connections.`,
      rows,
      short,
    }
  },
}

const wholeRow = (text: string): string[] => [text, ...Array<string>(8).fill('')]

async function measureFlood(
  program: FloodedProgram,
  cores: Cores,
  { seconds, say }: SoakOptions,
  rows: string[][],
  short: string[],
): Promise<void> {
  const add = (row: string[]): void => {
    rows.push(row)
    say(row.filter(Boolean).join(' | '))
  }
  const { rate: most, warmedUpBy } = await capacity(program, cores)
  add(wholeRow(`what a core can answer, by its CPU time after ${warmedUpBy} questions: ${most.toFixed(0)} a second`))
  const send = async (rate: number, asks: typeof unseenAsks): Promise<FloodResult> => {
    const [lasting, whole] = [Math.max(seconds, leastSeconds), Math.max(1, Math.round(rate))]
    return runFlood(
      {
        port: program.port,
        pid: program.pid,
        rate: whole,
        seconds: lasting,
        connections,
        asks,
        firstNr: program.nextNr(whole * lasting),
      },
      cores.client,
    )
  }
  const calm = async (name: string): Promise<FloodReport> => {
    const result = await send(most * healthyShare, unseenAsks)
    const report = result.report()
    add(rowOf(`${name}: ${(most * healthyShare).toFixed(0)} a second; ${busy(result)}`, report))
    short.push(
      ...unlike(name, report),
      ...(report.refused > 0 ? [`${name}: ${report.refused} of ${report.asked} refused`] : []),
    )
    return report
  }

  const healthy = await calm('healthy')
  const flooded = await send(most * floodTimes, [...unseenAsks.map((ask) => ({ ...ask, weight: 20 })), ...readyAsks])
  const [questions, ready] = [flooded.report([0, 1]), flooded.report([2, 3])]
  add(
    rowOf(
      `${floodTimes} times what it can answer: ${(most * floodTimes).toFixed(0)} a second; ${busy(flooded)}`,
      questions,
    ),
  )
  add(rowOf('its refusals', questions, questions.ofRefusals))
  add(rowOf('health and a count, beside them', ready))
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  await calm('10 s later')
  short.push(...unlike('the flood', questions), ...unlike('health and a count', ready), ...shortOf(healthy, flooded))
}

const busy = ({ programMs, lasted, programHeldUp, clientBusy }: FloodResult): string =>
  `program busy ${percent(programMs / lasted)}, held up by others ${percent(programHeldUp)}; client busy ${percent(clientBusy)}`
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`

function rowOf(
  name: string,
  { asked, answered, refused, other, ofAnswers, sinceDue }: FloodReport,
  latency: Latency = ofAnswers,
): string[] {
  const sinceWhen = latency === ofAnswers ? sinceDue.p99.toFixed(1) : ''
  return [
    name,
    ...[asked, answered, refused].map(String),
    JSON.stringify(other),
    latency.p50.toFixed(1),
    latency.p99.toFixed(1),
    sinceWhen,
    latency.worst.toFixed(1),
  ]
}

function unlike(name: string, { other, refused, refusedWithRetryAfter }: FloodReport): string[] {
  return [
    ...(Object.keys(other).length > 0 ? [`${name}: ${JSON.stringify(other)} beside answers and refusals`] : []),
    ...(refusedWithRetryAfter < refused
      ? [`${name}: ${refused - refusedWithRetryAfter} refusals without Retry-After`]
      : []),
  ]
}

function shortOf(healthy: FloodReport, flooded: FloodResult): string[] {
  const [questions, ready] = [flooded.report([0, 1]), flooded.report([2, 3])]
  const times = questions.ofAnswers.p99 / healthy.ofAnswers.p99
  return [
    ...(times > mostTimesSlower
      ? [
          `the p99 of answers under the flood is ${questions.ofAnswers.p99.toFixed(1)} ms, ${times.toFixed(1)} times the healthy one`,
        ]
      : []),
    ...(ready.refused > 0
      ? [`${ready.refused} of ${ready.asked} requests for health and a count were refused under the flood`]
      : []),
    ...(flooded.clientBusy > mostClientBusy
      ? [
          `the client was ${percent(flooded.clientBusy)} busy under the flood: it may have sent late, and read answers late`,
        ]
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
    ['readers of the stream', short ? 100 : 1_000, '/api/changes/stream'],
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
