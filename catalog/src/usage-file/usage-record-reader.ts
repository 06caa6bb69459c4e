// The interface of the readers of formats, which take a file in pieces of any size.

/** One record of a file. `line` is where it starts, and `nr` its number among the records; both count from 1. */
export type UsageRecord = { line: number; nr: number } & ({ value: unknown; problem: null } | { problem: string })

export interface UsageRecordReader {
  /** The records that end in this piece. @throws UsageFileError */
  push(text: string): UsageRecord[]
  /** The last record. @throws UsageFileError */
  end(): UsageRecord[]
}

/** A record longer than this, in characters, is no usage. */
export const MAX_RECORD = 8 * 1024 * 1024

export function newlinesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

export function parseJson(text: string): { value: unknown; problem: null } | { problem: string } {
  try {
    return { value: JSON.parse(text) as unknown, problem: null }
  } catch (error) {
    return { problem: `not valid JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
