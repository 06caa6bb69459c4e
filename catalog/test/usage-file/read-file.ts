import type { ColumnOverrides } from '../../src/usage-file/detect-columns.js'
import { createUsageFileReader, type UsageFileReport, type UsageFileRow } from '../../src/usage-file/usage-file.js'

/** Reads a file in pieces that end at the given places. */
export function readFile(
  text: string,
  overrides: ColumnOverrides = {},
  cuts: readonly number[] = [],
): { rows: UsageFileRow[]; report: UsageFileReport } {
  const reader = createUsageFileReader(overrides)
  const ends = [...cuts.toSorted((a, b) => a - b), text.length]
  const rows = ends.flatMap((end, at) => reader.push(text.slice(ends[at - 1] ?? 0, end)))
  return { rows: [...rows, ...reader.end()], report: reader.report() }
}

/** The rows that could be read, or the messages of those that could not. */
export function shortRows(text: string, overrides: ColumnOverrides = {}): unknown[] {
  return readFile(text, overrides).rows.map(({ row, error }) => row ?? error?.message)
}
