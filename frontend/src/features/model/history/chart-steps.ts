// From steps in time to what a chart draws, and back from a point of it to the step.
import type { HistoryLine } from './history-lines.js'

export interface ChartArrays {
  /** Unix seconds, ascending; each change stands twice, just before it and as it happens, so that straight lines make steps. */
  xs: number[]
  /** For each line, its height at each of `xs`; null where it has none. */
  heights: (number | null)[][]
}

const justBefore = 0.001

/** When anything of these lines changed (Unix milliseconds), ascending, from the first sight on. */
export function changesOf(lines: readonly HistoryLine[]): number[] {
  return [...new Set(lines.flatMap(({ steps }) => steps.map(({ from }) => from)))].toSorted((a, b) => a - b)
}

/** @param end where the last step is drawn to, in Unix milliseconds */
export function chartArrays(lines: readonly HistoryLine[], end: number): ChartArrays {
  const moments = changesOf(lines)
  const points = moments.flatMap((moment, nr) => {
    const before = moments[nr - 1]
    return [
      ...(before === undefined ? [] : [{ x: moment / 1000 - justBefore, at: before }]),
      { x: moment / 1000, at: moment },
    ]
  })
  const last = moments.at(-1)
  if (last !== undefined && end > last) points.push({ x: end / 1000, at: last })
  return {
    xs: points.map(({ x }) => x),
    heights: lines.map(({ steps }) => points.map(({ at }) => stepAt(steps, at)?.height ?? null)),
  }
}

/** The step that holds at a moment (Unix milliseconds); undefined before the first one. */
export function stepAt<T extends { from: number }>(steps: readonly T[], moment: number): T | undefined {
  return steps[
    positionAt(
      steps.map(({ from }) => from),
      moment,
    )
  ]
}

/** Of ascending moments the last one that is not after `moment`; -1 before the first. */
export function positionAt(moments: readonly number[], moment: number): number {
  let [low, high] = [0, moments.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((moments[middle] ?? 0) <= moment) low = middle + 1
    else high = middle
  }
  return low - 1
}

/**
 * Where the drawing ends: now; of a model that is gone a little after it went, so that one sees that it did.
 * @param goneSince Unix milliseconds, null where it is there
 */
export function endOfChart(moments: readonly number[], goneSince: number | null, now: number): number {
  const [first = now, last = now] = [moments[0], moments.at(-1)]
  if (goneSince === null) return Math.max(now, last + 1000)
  return Math.min(Math.max(now, last + 1000), Math.max(goneSince, last) + Math.max((goneSince - first) * 0.04, 60_000))
}

export interface StepSaid {
  from: number
  to: number | null
  values: readonly { field: string; name: string; text: string; title: string }[]
}

/** What holds from one change to the next. */
export function saidAt(lines: readonly HistoryLine[], moments: readonly number[], position: number): StepSaid {
  const from = moments[position] ?? 0
  const values = lines.map(({ field, name, steps }) => {
    const { text = '–', title = 'Not known' } = stepAt(steps, from) ?? {}
    return { field, name, text, title }
  })
  return { from, to: moments[position + 1] ?? null, values }
}
