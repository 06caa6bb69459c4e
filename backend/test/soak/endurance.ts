import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { bothAtOnce, databaseFaults, upstreamFaults } from '../fault/dependency-faults.js'
import { startFaultSetup, type FaultSetup } from '../fault/fault-setup.js'
import { WaitTimeout, applyFault } from '../fault/apply-fault.js'
import type { LoadReport } from '../helpers/load-runner.js'
import { realModels } from './models.js'
import type { SoakOptions, SoakPart, SoakSection } from './part.js'

const rate = 200
const faultMs = 5_000
const calmMs = 5_000
/** Promised limits. */
const slopeMbPerHour = 1
const loopP99Ms = 50

export const endurance: SoakPart = { name: 'half-an-hour', title: 'Half an hour of faults', run }

interface Sample {
  at: number
  collected: boolean
  loop: { p99: number; worst: number }
  rss: number
  held: number
}

async function run({ minutes, say }: SoakOptions): Promise<SoakSection> {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-soak-'))
  const file = join(dir, 'samples')
  const { models, source } = realModels()
  const probe = new URL('probe.mjs', import.meta.url).href
  const setup = await startFaultSetup({
    rate,
    models,
    env: { NODE_OPTIONS: `--import=${probe}`, MODELKEEP_PROBE: file },
  })
  try {
    const { faultCount, missed, descriptors } = await manyFaults(setup, minutes * 60_000, say)
    const report = (await setup.load.stop()).report()
    const refused = await setup.shedRequests()
    const code = await setup.program.stop('SIGTERM')
    const rejections = setup.program.output().match(/unhandled_rejection|MaxListenersExceeded/g)?.length ?? 0
    const samples = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Sample)
    const figures = figuresOf(samples)
    const intro = [
      `The built program with ${models.length} models (${source}) for ${minutes} minutes at ${rate} requests a second, a sync every second, and all faults of "Reads go on"`,
      `(except the full disk) in turn, each for at least ${faultMs / 1000} s with ${calmMs / 1000} s between. Memory is measured after a garbage collection every 30 s: heap, buffers, and`,
      'the minimum of other memory since the last one (compression needs megabytes for a short time). The minimum of each two minutes counts: a fault raises memory for a while, a leak for good. The slope is that of a least-squares fit, with its standard error, after the first third, which is warm-up. Event-loop delay is measured in the program: the p99 of each second, and the 99th percentile of these.',
    ].join('\n')
    return {
      intro,
      rows: rowsOf({ ...report, refused }, faultCount, rejections, code, descriptors, figures),
      missed: [...missed, ...shortcomings(report, rejections, code, descriptors, figures)],
    }
  } finally {
    await setup.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function manyFaults(setup: FaultSetup, forMs: number, say: SoakOptions['say']) {
  const faults = [...databaseFaults, ...upstreamFaults, ...bothAtOnce]
  const missed: string[] = []
  await delay(calmMs)
  const before = (await setup.descriptors())?.others ?? null
  const endsAt = Date.now() + forMs
  let faultCount = 0
  for (; Date.now() < endsAt; faultCount++) {
    const fault = faults[faultCount % faults.length]!
    try {
      const { resumedAfterMs, held } = await applyFault(setup, fault, faultMs)
      say(`${fault.name}: resumed after ${(resumedAfterMs / 1000).toFixed(1)} s, ${held} connections`)
    } catch (error) {
      if (!(error instanceof WaitTimeout)) throw error
      missed.push(error.message)
    }
    await delay(calmMs)
  }
  return { faultCount, missed, descriptors: { before, after: (await setup.descriptors())?.others ?? null } }
}

type Figures = ReturnType<typeof figuresOf>
type Descriptors = { before: number | null; after: number | null }

function figuresOf(samples: readonly Sample[]) {
  const warm = samples.slice(Math.floor(samples.length / 3))
  const collected = warm.filter((sample) => sample.collected)
  const p99s = warm.map(({ loop }) => loop.p99).toSorted((a, b) => a - b)
  return {
    slope: slope(lowest(collected).map(({ at, held }) => [at / 3_600_000, held / 1e6])),
    rssSlope: slope(warm.map(({ at, rss }) => [at / 3_600_000, rss / 1e6])),
    held: lowest(collected).map(({ held }) => held / 1e6),
    rss: Math.max(...samples.map(({ rss }) => rss)) / 1e6,
    p99: p99s[Math.floor(p99s.length * 0.99)] ?? 0,
    worst: Math.max(...warm.map(({ loop }) => loop.worst)),
  }
}

const samplesPerGroup = 4 // two minutes

/** The sample with the least memory of each two minutes. */
function lowest(samples: readonly Sample[]): Sample[] {
  const groups = Array.from({ length: Math.ceil(samples.length / samplesPerGroup) }, (_, nr) =>
    samples.slice(nr * samplesPerGroup, (nr + 1) * samplesPerGroup),
  )
  return groups.flatMap((group) => group.toSorted((one, other) => one.held - other.held).slice(0, 1))
}

/** The slope of a least-squares fit and its standard error. */
function slope(points: readonly (readonly [number, number])[]): { value: number; error: number } {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map((point) => point[0])), mean(points.map((point) => point[1]))]
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  if (spread === 0 || points.length < 3) return { value: 0, error: Infinity }
  const value = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread
  const residual = points.reduce((sum, point) => sum + (point[1] - y - value * (point[0] - x)) ** 2, 0)
  return { value, error: Math.sqrt(residual / (points.length - 2) / spread) }
}

function rowsOf(
  { total, failed, p99, refused }: LoadReport & { refused: number },
  faultCount: number,
  rejections: number,
  code: number | string | null,
  descriptors: Descriptors,
  figures: Figures,
): string[][] {
  return [
    ['what', 'promised', 'measured'],
    ['requests; responses other than 200 and 304', '0', `${total}; ${failed}`],
    ['of these, shed by the program', '', String(refused)],
    ['p99 over the whole time', '', `${p99.toFixed(0)} ms`],
    ['faults', '', String(faultCount)],
    [
      'memory after collection: slope',
      `below ${slopeMbPerHour} MB/h`,
      `${figures.slope.value.toFixed(1)} ± ${figures.slope.error.toFixed(1)} MB/h (${figures.held.map((mb) => mb.toFixed(1)).join(', ')} MB)`,
    ],
    ['resident memory: slope, maximum', '', `${figures.rssSlope.value.toFixed(0)} MB/h, ${figures.rss.toFixed(0)} MB`],
    [
      'descriptors, except connections of clients and to upstream, before and after',
      'no increase',
      `${descriptors.before} and ${descriptors.after}`,
    ],
    ['unhandled rejections and warnings', '0', String(rejections)],
    ['event loop: p99, worst', `below ${loopP99Ms} ms`, `${figures.p99.toFixed(1)} ms, ${figures.worst.toFixed(0)} ms`],
    ['exit code at SIGTERM', '0', String(code)],
  ]
}

function shortcomings(
  { failed, examples }: LoadReport,
  rejections: number,
  code: number | string | null,
  { before, after }: Descriptors,
  figures: Figures,
): string[] {
  return [
    ...(failed > 0 ? [`${failed} requests failed (${examples[0]})`] : []),
    ...(figures.slope.value >= slopeMbPerHour
      ? [`memory grew by ${figures.slope.value.toFixed(1)} MB/h (± ${figures.slope.error.toFixed(1)})`]
      : []),
    ...((after ?? 0) > (before ?? 0) ? [`descriptors grew from ${before} to ${after}`] : []),
    ...(rejections > 0 ? [`${rejections} unhandled rejections or warnings`] : []),
    ...(figures.p99 >= loopP99Ms ? [`the event loop's p99 was ${figures.p99.toFixed(1)} ms`] : []),
    ...(code === 0 ? [] : [`the exit code was ${code}`]),
  ]
}
