import { setTimeout as delay } from 'node:timers/promises'
import type { LoadReport } from '../helpers/load-runner.js'
import { whyNoSmallDisk } from '../helpers/small-disk.js'
import { bothAtOnce, databaseFaults, diskFull, upstreamFaults, type DependencyFault } from '../fault/dependency-faults.js'
import { openRig, type Rig } from '../fault/rig.js'
import { NeverHappened, resumesWithinMs, undergo, type Undergone } from '../fault/undergo.js'
import { realModels } from './models.js'
import type { SoakOptions, SoakPart, SoakSection } from './part.js'

const rate = 500
/** Promised: the p99 under a fault is at most 1.5 times the healthy one, or 10 ms more. */
const p99Factor = 1.5
const p99MoreMs = 10

export const readsGoOn: SoakPart = { name: 'reads-go-on', title: 'Reads go on', run }

interface Row extends Undergone {
  healthy: LoadReport
  during: LoadReport
  /** Of all the run, the time without a fault included. */
  refused: number
}

async function run({ seconds: lasting, only, say }: SoakOptions): Promise<SoakSection> {
  const { models, source } = realModels()
  const noDisk = await whyNoSmallDisk()
  const faults = [...databaseFaults, ...(noDisk === null ? [diskFull] : []), ...upstreamFaults, ...bothAtOnce].filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)))
  const rows: Row[] = []
  const never: string[] = []
  for (const fault of faults) {
    try {
      rows.push(await one(fault, lasting * 1000, models, say))
    } catch (error) {
      if (!(error instanceof NeverHappened)) throw error
      never.push(error.message)
      say(error.message)
    }
  }
  const intro = [
    `The built program with ${models.length} models (${source}), a PostgreSQL of its own and an upstream that can be told what to do, asked ${rate} times a second`,
    `from another process (whole lists, half of them with an ETag, single models, filtered pages, counts). Each fault lasts ${lasting} s, after as long`,
    'without one: both p99 are of the same program on the same machine, one after the other. Latency counts from the moment at which a request was due.',
    'Syncs run every second. "Resumed": a catalogue that is new since is served, and its sync is committed.',
    ...(noDisk === null ? [] : [`Left out: the full disk (${noDisk}).`]),
  ].join('\n')
  return { intro, rows: [head, ...rows.map(cells)], short: [...never, ...rows.flatMap(shortcomings)] }
}

async function one(fault: DependencyFault, lastingMs: number, models: readonly Record<string, unknown>[], say: (line: string) => void): Promise<Row> {
  const rig = await openRig({ rate, models, ...(fault === diskFull && { diskMb: 128 }) })
  try {
    await delay(2_000) // what a start does behind the first answers is over
    const calm = Date.now()
    await delay(lastingMs)
    const met = await undergo(rig, fault, lastingMs)
    const result = await rig.load.stop()
    const refused = await rig.refusedForOverload()
    await stopInOrder(rig)
    const row = { ...met, refused, healthy: result.report({ from: calm, to: met.from }), during: result.report({ from: met.from, to: met.to }) }
    say(cells(row).join(' | '))
    for (const example of row.during.examples) say(`  ${example}`)
    return row
  } finally {
    await rig.close()
  }
}

async function stopInOrder({ program }: Rig): Promise<void> {
  const code = await program.stop('SIGTERM')
  if (code !== 0 || /unhandled_rejection|MaxListenersExceeded/.test(program.output())) throw new Error(`the program ended with ${code}:\n${program.output().slice(-2_000)}`)
}

const head = ['fault', 'asked', 'neither 200 nor 304', 'refused for want of time, in all', 'healthy p99', 'p99 under it', 'worst', 'noticed after', 'resumed after', 'connections, of 4']

function cells({ name, during, healthy, refused, noticedAfterMs, resumedAfterMs, held, known }: Row): string[] {
  return [name, String(during.asked), String(during.failed), String(refused), ms(healthy.p99), ms(during.p99), ms(during.worst), seconds(noticedAfterMs), seconds(resumedAfterMs), held === known ? String(held) : `${held} (${known} known to PostgreSQL)`]
}

function shortcomings({ name, during, healthy, resumedAfterMs, held }: Row): string[] {
  const allowed = Math.max(healthy.p99 * p99Factor, healthy.p99 + p99MoreMs)
  return [
    ...(during.failed > 0 ? [`${name}: ${during.failed} of ${during.asked} requests were answered with neither 200 nor 304 (${during.examples[0]})`] : []),
    ...(during.p99 > allowed ? [`${name}: p99 of ${ms(during.p99)}, and ${ms(allowed)} is allowed`] : []),
    ...(resumedAfterMs > resumesWithinMs ? [`${name}: resumed after ${seconds(resumedAfterMs)}`] : []),
    ...(held > 4 ? [`${name}: held ${held} connections`] : []),
  ]
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`
}
