// Converts steps in time to chart points, and chart positions back to steps.
import type { HistoryLine } from './history-lines.js'

export interface ChartArrays {
  /** Unix seconds, ascending. Each change appears twice, just before and at its time, so that straight lines form steps. */
  xs: number[]
  /** The height of each line at each of `xs`; null where there is none. */
  heights: (number | null)[][]
}

const justBefore = 0.001

/** When any of these lines changed (Unix milliseconds), ascending, including their start. */
export function changeTimesOf(lines: readonly HistoryLine[]): number[] {
  return [...new Set(lines.flatMap(({ steps }) => steps.map(({ from }) => from)))].toSorted((a, b) => a - b)
}

/** The changes whose values a chart from `start` on shows: the last one before it, and all later ones. */
export function timesFrom(times: readonly number[], start: number): number[] {
  return times.slice(Math.max(0, positionAt(times, start)))
}

/** @param start start of the chart, in Unix milliseconds @param end end of its last step */
export function chartArrays(lines: readonly HistoryLine[], start: number, end: number): ChartArrays {
  const times = timesFrom(changeTimesOf(lines), start)
  const points = times.flatMap((time, nr) => {
    const before = times[nr - 1]
    return [
      ...(before === undefined ? [] : [{ x: time / 1000 - justBefore, at: before }]),
      { x: Math.max(time, start) / 1000, at: time },
    ]
  })
  const last = times.at(-1)
  if (last !== undefined && end > last) points.push({ x: end / 1000, at: last })
  return {
    xs: points.map(({ x }) => x),
    heights: lines.map(({ steps }) => points.map(({ at }) => stepAt(steps, at)?.height ?? null)),
  }
}

/** The step at a time (Unix milliseconds); undefined before the first one. */
export function stepAt<T extends { from: number }>(steps: readonly T[], time: number): T | undefined {
  return steps[
    positionAt(
      steps.map(({ from }) => from),
      time,
    )
  ]
}

/** Position of the last of these ascending times that is not after `time`; -1 before the first. */
export function positionAt(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}

/**
 * The end of the chart: now, or shortly after the removal of a removed model, so that the removal is visible.
 * @param removedAt Unix milliseconds; null while present
 */
export function endOfChart(times: readonly number[], removedAt: number | null, now: number): number {
  const [first = now, last = now] = [times[0], times.at(-1)]
  if (removedAt === null) return Math.max(now, last + 1000)
  return Math.min(Math.max(now, last + 1000), Math.max(removedAt, last) + Math.max((removedAt - first) * 0.04, 60_000))
}

export interface StepSummary {
  from: number
  to: number | null
  values: readonly { field: string; name: string; text: string; title: string; percent: number | null }[]
}

/** The values from one change to the next; `percent`: by how much a line changed at this change, null if it did not. */
export function summaryAt(lines: readonly HistoryLine[], times: readonly number[], position: number): StepSummary {
  const from = times[position] ?? 0
  const values = lines.map(({ field, name, steps }) => {
    const { text = '–', title = 'Unknown' } = stepAt(steps, from) ?? {}
    return { field, name, text, title, percent: percentAt(steps, from) }
  })
  return { from, to: times[position + 1] ?? null, values }
}

/** By how many percent the height changed at the start of a step; null without a step that starts there, or without a height before. */
function percentAt(steps: HistoryLine['steps'], time: number): number | null {
  const at = steps.findIndex(({ from }) => from === time)
  const [before, after] = [steps[at - 1]?.height ?? null, steps[at]?.height ?? null]
  return before === null || after === null || before === 0 || before === after
    ? null
    : ((after - before) / before) * 100
}
