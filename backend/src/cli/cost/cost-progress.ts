import type { Clock } from '../../lib/clock.js'
import { progressLine } from '../import-progress.js'

export interface CostProgress {
  onBytes: (count: number) => void
  /** Draws the bar if it is time. */
  onRows: (count: number) => void
  /** Removes the bar. */
  clear: () => void
}

const startMs = 1_000
const redrawMs = 100
const eraseLine = '\r\u001B[K'

/** A bar on standard error, for files that take longer than a second, if a person reads it. */
export function createCostProgress(
  totalBytes: number | null,
  {
    stream,
    color,
    clock,
  }: { stream: { isTTY?: boolean; write: (text: string) => unknown }; color: boolean; clock: Pick<Clock, 'now'> },
): CostProgress {
  const startedAt = clock.now()
  let [bytes, read, drawnAt] = [0, 0, startedAt + startMs - redrawMs]
  const isVisible = stream.isTTY === true
  return {
    onBytes: (count) => void (bytes += count),
    onRows: (count) => {
      read += count
      const now = clock.now()
      if (!isVisible || now - drawnAt < redrawMs) return
      drawnAt = now
      const progress = { tally: { read }, elapsedMs: now - startedAt, bytes, totalBytes }
      stream.write(eraseLine + progressLine(progress, { bar: true, color, noun: 'row' }))
    },
    clear: () => void (isVisible && drawnAt >= startedAt + startMs && stream.write(eraseLine)),
  }
}
