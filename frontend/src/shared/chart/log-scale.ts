import type { HistoryLine } from './history-lines.js'

/**
 * Whether a log scale helps these lines from `start` (Unix milliseconds) on: it cannot show zero, and changes nothing when values are close
 * together.
 */
export function canBeLog(lines: readonly HistoryLine[], start: number): boolean {
  const heights = lines.flatMap(({ steps }) =>
    steps.flatMap(({ to, height }) => (height === null || (to !== null && to <= start) ? [] : [height])),
  )
  return heights.length > 0 && heights.every((height) => height > 0) && Math.max(...heights) > 3 * Math.min(...heights)
}
