import { setTimeout as delay } from 'node:timers/promises'
import type { LoadReport } from '../helpers/load-runner.js'
import { whyNoSmallDisk } from '../helpers/small-disk.js'
import {
  bothAtOnce,
  diskFull,
  serverFaults,
  upstreamFaults,
  networkFaults,
  type DependencyFault,
} from '../fault/dependency-faults.js'
import { startFaultSetup, type FaultSetup } from '../fault/fault-setup.js'
import { WaitTimeout, resumesWithinMs, applyFault, type FaultResult } from '../fault/apply-fault.js'
import { realModels } from './models.js'
import type { SoakOptions, SoakPart, SoakSection } from './part.js'

const rate = 500
/** Promised: p99 during a fault is at most 1.5 times the healthy one, or 10 ms more. */
const p99Factor = 1.5
const p99MoreMs = 10
/** Gives 7,500 responses for a p99. */
const longestHealthyMs = 15_000
/** Background work of a start ends within this time. */
const settlesMs = 2_000

export const dependencyFaults: SoakPart = { name: 'reads-go-on', title: 'Reads go on', run }

interface Row extends FaultResult {
  healthy: LoadReport
  during: LoadReport
  /** Requests shed from the start of the healthy time until syncs resumed. */
  refused: number
}

async function run({ seconds: lasting, only, say }: SoakOptions): Promise<SoakSection> {
  const { models, source } = realModels()
  const noDisk = await whyNoSmallDisk()
  const groups = [serverFaults, networkFaults, noDisk === null ? [diskFull] : [], upstreamFaults, bothAtOnce]
  const wanted = ({ name }: DependencyFault): boolean => only.length === 0 || only.some((part) => name.includes(part))
  const rows: Row[] = []
  const never: string[] = []
  for (const group of groups) await all(group.filter(wanted), lasting * 1000, models, say, { rows, never })
  const intro = [
    `The built program with ${models.length} models (${source}), a PostgreSQL of its own and a scripted upstream, queried ${rate} times a second`,
    `from another process (whole lists, half of them with an ETag, single models, filtered pages, counts). Each fault lasts ${lasting} s, or until it is detected,`,
    `after ${healthyMs(lasting * 1000) / 1000} s without one: both p99 are of the same program on the same machine. Latency counts from when a`,
    'request was due. Syncs run every second. "Resumed": a newer catalogue is served and its sync is committed. "Shed" are requests that the program rejected as',
    'overload: they are part of "neither 200 nor 304" and show a busy machine, not an effect of the fault.',
    ...(noDisk === null ? [] : [`Left out: the full disk (${noDisk}).`]),
  ].join('\n')
  return { intro, rows: [head, ...rows.map(cells)], missed: [...never, ...rows.flatMap(shortcomings)] }
}

/** Runs the faults on one program, and on a new one after a fault from which it did not recover in time. */
async function all(
  faults: readonly DependencyFault[],
  lastingMs: number,
  models: readonly Record<string, unknown>[],
  say: SoakOptions['say'],
  into: { rows: Row[]; never: string[] },
): Promise<void> {
  if (faults.length === 0) return
  const setup = await startFaultSetup({ rate, models, ...(faults.includes(diskFull) && { diskMb: 128 }) })
  const met: (FaultResult & { calm: number; refused: number })[] = []
  let left = [...faults]
  try {
    await delay(settlesMs)
    for (const fault of faults) {
      left = left.slice(1)
      try {
        met.push(await one(setup, fault, lastingMs))
      } catch (error) {
        if (!(error instanceof WaitTimeout)) throw error
        into.never.push(error.message)
        say(error.message)
        break
      }
    }
    const result = await setup.load.stop()
    const rows = met.map((each) => ({
      ...each,
      healthy: result.report({ from: each.calm, to: each.from }),
      during: result.report({ from: each.from, to: each.to }),
    }))
    for (const row of rows) say([...cells(row), ...row.during.examples].join(' | '))
    into.rows.push(...rows)
    await stopInOrder(setup)
  } finally {
    await setup.close()
  }
  await all(left, lastingMs, models, say, into)
}

async function one(
  setup: FaultSetup,
  fault: DependencyFault,
  lastingMs: number,
): Promise<FaultResult & { calm: number; refused: number }> {
  const before = await setup.shedRequests()
  const calm = Date.now()
  await delay(healthyMs(lastingMs))
  const met = await applyFault(setup, fault, lastingMs)
  return { ...met, calm, refused: (await setup.shedRequests()) - before }
}

/** How long the load runs without a fault before each one. */
function healthyMs(lastingMs: number): number {
  return Math.min(lastingMs, longestHealthyMs)
}

async function stopInOrder({ program }: FaultSetup): Promise<void> {
  const code = await program.stop('SIGTERM')
  if (code !== 0 || /unhandled_rejection|MaxListenersExceeded/.test(program.output()))
    throw new Error(`the program ended with ${code}:\n${program.output().slice(-2_000)}`)
}

const head = [
  'fault',
  'requests',
  'neither 200 nor 304',
  'shed',
  'healthy p99',
  'p99 during it',
  'worst',
  'detected after',
  'resumed after',
  'connections, of 4',
]

function cells({ name, during, healthy, refused, noticedAfterMs, resumedAfterMs, held, known }: Row): string[] {
  return [
    name,
    String(during.total),
    String(during.failed),
    String(refused),
    ms(healthy.p99),
    ms(during.p99),
    ms(during.worst),
    seconds(noticedAfterMs),
    seconds(resumedAfterMs),
    held === known ? String(held) : `${held} (${known} known to PostgreSQL)`,
  ]
}

function shortcomings({ name, during, healthy, resumedAfterMs, held }: Row): string[] {
  const allowed = Math.max(healthy.p99 * p99Factor, healthy.p99 + p99MoreMs)
  return [
    ...(during.failed > 0
      ? [`${name}: ${during.failed} of ${during.total} responses were neither 200 nor 304 (${during.examples[0]})`]
      : []),
    ...(during.p99 > allowed ? [`${name}: p99 of ${ms(during.p99)}; allowed: ${ms(allowed)}`] : []),
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
