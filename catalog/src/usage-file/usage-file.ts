// Reads a file of usage, in CSV, JSON or NDJSON, as rows for POST /api/cost. The text may come in pieces of any size.
import type { RowError } from '../cost/cost-row.js'
import { shown } from '../cost/usage-fields.js'
import { isRecord } from '../model/is-record.js'
import { createCsvReader, detectDelimiter, type CsvReader } from './csv-reader.js'
import { createColumnMaps } from './column-maps.js'
import type { ColumnMap, ColumnOverrides } from './detect-columns.js'
import { CSV_HEAD, detectFormat, type UsageFormat } from './detect-format.js'
import type { Field } from './fields.js'
import { createDocumentReader, createListReader, createNdjsonReader } from './json-reader.js'
import { CellError } from './read-cell.js'
import { readCounts, readLogged, type CostRequestRow } from './read-record.js'
import { loggedUsage, withNestedCounts, type Fields } from './usage-record.js'
import type { UsageRecord, UsageRecordReader } from './usage-record-reader.js'

/** One row of a file. `line` is where it starts, and `nr` its number among the rows; both count from 1. */
export type UsageFileRow = { line: number; nr: number } & (
  { row: CostRequestRow; error: null } | { row: null; error: RowError; record: Fields | null }
)

export interface UsageFileReport {
  format: UsageFormat | null
  /** Of CSV. */
  delimiter: string | null
  rows: number
  /** Rows that cannot be read. */
  unreadable: number
  /** Rows of CSV without any content, which are no rows. */
  emptyRows: number
  /** Of all columns, in their order. */
  names: readonly string[]
  /** Each column that is read, in all records, by what it holds. */
  columns: readonly { field: Field; column: string }[]
  /** Columns that look like counts of tokens, and are not read. */
  unread: readonly string[]
  /** What was assumed, in whole sentences, each with the number of rows. */
  assumptions: readonly { text: string; rows: number }[]
}

export interface UsageFileReader {
  /** The rows that end in this piece of the file. @throws UsageFileError */
  push(text: string): UsageFileRow[]
  /** The last rows. @throws UsageFileError */
  end(): UsageFileRow[]
  /** About what was read so far. */
  report(): UsageFileReport
}

/** Texts that differ from row to row, such as names of models. */
const MAX_ASSUMPTIONS = 500

/** Columns are detected by their names unless `overrides` names them. */
export function createUsageFileReader(overrides: ColumnOverrides = {}): UsageFileReader {
  const source = createRecordSource()
  const maps = createColumnMaps(overrides, source.headers)
  const assumptions = new Map<string, number>()
  let [rows, unreadable] = [0, 0]

  const rowOf = (record: UsageRecord): UsageFileRow => {
    rows += 1
    const place = { line: record.line, nr: rows }
    const result = record.problem === null ? readValue(record.value, maps.of) : failure('invalid_row', record.problem)
    if ('error' in result) {
      unreadable += 1
      const value = record.problem === null ? record.value : null
      return { ...place, row: null, error: result.error, record: isRecord(value) ? value : null }
    }
    for (const text of new Set(result.assumptions))
      if (assumptions.has(text) || assumptions.size < MAX_ASSUMPTIONS)
        assumptions.set(text, (assumptions.get(text) ?? 0) + 1)
    return { ...place, row: result.row, error: null }
  }

  return {
    push: (text) => source.push(text).map(rowOf),
    end: () => {
      const last = source.end().map(rowOf)
      maps.requireOverrides()
      return last
    },
    report: () => ({
      ...source.facts(),
      rows,
      unreadable,
      ...maps.facts(),
      assumptions: [...assumptions].map(([text, count]) => ({ text, rows: count })),
    }),
  }
}

function failure(code: RowError['code'], message: string): { error: RowError } {
  return { error: { code, message } }
}

function readValue(
  value: unknown,
  mapOf: (record: Fields) => ColumnMap,
): ReturnType<typeof readCounts> | { error: RowError } {
  if (!isRecord(value)) return failure('invalid_row', `the row is ${shown(value)}; expected an object`)
  try {
    const logged = loggedUsage(value)
    if (logged !== null) return readLogged(logged.fields, logged.usage, mapOf(logged.fields))
    const counts = withNestedCounts(value)
    return readCounts(counts, mapOf(counts))
  } catch (error) {
    if (error instanceof CellError) return failure(error.code, error.message)
    throw error
  }
}

interface RecordSource extends UsageRecordReader {
  /** Of CSV. */
  headers(): readonly string[] | null
  facts(): Pick<UsageFileReport, 'format' | 'delimiter' | 'emptyRows'>
}

/** Holds text back until the format is clear. Line ends become `\n`, and a byte order mark is left out. */
function createRecordSource(): RecordSource {
  let reader: UsageRecordReader | null = null
  let csv: CsvReader | null = null
  let format: UsageFormat | null = null
  let [pending, isFirst] = ['', true]

  function take(text: string, isLast: boolean): UsageRecord[] {
    pending += isFirst ? text.replace(/^\uFEFF/, '') : text
    if (text !== '') isFirst = false
    // The second half of a line end may follow.
    const end = !isLast && pending.endsWith('\r') ? -1 : undefined
    const ready = pending.slice(0, end).replaceAll(/\r\n?/g, '\n')
    pending = end === undefined ? '' : '\r'
    reader ??= open(ready, isLast)
    if (reader !== null) return reader.push(ready)
    pending = ready + pending
    return []
  }

  function open(head: string, isWhole: boolean): UsageRecordReader | null {
    const found = detectFormat(head, isWhole)
    if (found === null) return null
    format = found.format
    if (found.format === 'ndjson') return createNdjsonReader()
    if (found.format === 'json') return found.isList ? createListReader() : createDocumentReader()
    csv = createCsvReader(detectDelimiter(head.slice(0, CSV_HEAD)))
    return csv
  }

  return {
    push: (text) => take(text, false),
    end: () => [...take('', true), ...reader!.end()],
    headers: () => csv?.headers() ?? null,
    facts: () => ({ format, delimiter: csv?.delimiter ?? null, emptyRows: csv?.emptyRows() ?? 0 }),
  }
}
