// Groups the rows of a usage file into requests to POST /api/cost, and puts the results back in order.
import type { CostRow } from '../contract/cost.js'
import { invalidRow } from '../cost/cost-row.js'
import { FIELDS, foldName } from './fields.js'
import type { CostRequestRow } from './read-record.js'
import type { UsageFileRow } from './usage-file.js'

export interface Batch {
  /** All rows, also those that cannot be read. */
  rows: readonly UsageFileRow[]
  /** Those that can. */
  requests: readonly CostRequestRow[]
  /** The body of a request: a list in JSON, under 1 MB. */
  body: string
}

export interface Batcher {
  /** Returns a batch when it is full. */
  add(row: UsageFileRow): Batch | null
  /** The last batch; null if it would be empty. */
  end(): Batch | null
}

export interface PricedFileRow {
  line: number
  nr: number
  result: CostRow
}

const MAX_ROWS = 1_000
/** In bytes; the service accepts 1,048,576. */
const MAX_BYTES = 1_000_000

export function createBatcher(): Batcher {
  let rows: UsageFileRow[] = []
  let texts: string[] = []
  let bytes = 2

  const take = (): Batch | null => {
    if (rows.length === 0) return null
    const batch = { rows, requests: rows.flatMap(({ row }) => row ?? []), body: `[${texts.join(',')}]` }
    ;[rows, texts, bytes] = [[], [], 2]
    return batch
  }
  return {
    add: (given) => {
      const text = given.row === null ? null : JSON.stringify(given.row)
      const size = text === null ? 0 : byteLength(text) + 1
      const row = size > MAX_BYTES - 2 ? tooLarge(given) : given
      const isFull = rows.length === MAX_ROWS || bytes + size > MAX_BYTES
      const full = row === given && isFull ? take() : null
      rows.push(row)
      if (text !== null && row === given) {
        texts.push(text)
        bytes += size
      }
      return full
    },
    end: take,
  }
}

/** `priced` are the results of the batch's requests, in their order. */
export function resultsOf({ rows }: Batch, priced: readonly CostRow[]): PricedFileRow[] {
  let next = 0
  return rows.map(({ line, nr, ...read }) => ({
    line,
    nr,
    result:
      read.row === null
        ? { ...invalidRow(named(read.record, 'id'), read.error), model: named(read.record, 'model').model ?? null }
        : withNames(priced[next++]!, read.row),
  }))
}

/** The service does not return the names in a row that it cannot read. */
function withNames(result: CostRow, { id, model }: CostRequestRow): CostRow {
  return result.model === null ? { ...result, ...(id !== undefined && { id }), model } : result
}

/** The id and the name of a model in a row that cannot be read, so that people find it. */
function named(
  record: Readonly<Record<string, unknown>> | null,
  field: 'id' | 'model',
): { id?: string; model?: string } {
  const key = Object.keys(record ?? {}).find((name) => FIELDS[field].names.includes(foldName(name)))
  const value = key === undefined ? undefined : record![key]
  return typeof value === 'string' && value !== '' ? { [field]: value } : {}
}

function tooLarge({ line, nr }: UsageFileRow): UsageFileRow {
  return {
    line,
    nr,
    row: null,
    error: { code: 'invalid_row', message: 'the row is larger than 1 MB' },
    record: null,
  }
}

/** In UTF-8. */
function byteLength(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // Half of a surrogate pair is two bytes of four.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return bytes
}
