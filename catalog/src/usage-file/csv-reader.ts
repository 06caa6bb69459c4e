// Reads CSV in pieces, with any of the usual separators.
import Papa from 'papaparse'
import { UsageFileError } from './fields.js'
import { MAX_RECORD, newlinesIn, type UsageRecord, type UsageRecordReader } from './usage-record-reader.js'

export interface CsvReader extends UsageRecordReader {
  readonly delimiter: string
  /** null until the first line is read. */
  headers(): readonly string[] | null
  /** Rows whose cells are all empty, which spreadsheets append. They are no records. */
  emptyRows(): number
}

interface ParsedCsv {
  data: string[][]
  errors: { row?: number; message: string }[]
  meta: { cursor: number }
}

/** How many lines show what separates the cells. */
const PREVIEW_LINES = 20

/** Excel's own first line, such as `sep=;`, names the separator. */
const SEPARATOR_LINE = /^sep=(.)\n/i

/** The separator that the first line names, or that gives the first lines the same number of cells; a comma if none does. */
export function detectDelimiter(head: string): string {
  return SEPARATOR_LINE.exec(head)?.[1] ?? Papa.parse(head, { preview: PREVIEW_LINES }).meta.delimiter
}

/** The text has `\n` as line ends. Each value is an object of cells by header. */
export function createCsvReader(delimiter: string): CsvReader {
  // The parser of single pieces: Papa.parse splits a file itself only if it reads it.
  const parser = new Papa.Parser({ delimiter, newline: '\n' })
  let pending = ''
  let headers: string[] | null = null
  let [line, nr, emptyRows] = [1, 0, 0]

  function read(isLast: boolean): UsageRecord[] {
    const { data, errors, meta } = parser.parse(pending, 0, !isLast) as ParsedCsv
    pending = isLast ? '' : pending.slice(meta.cursor)
    const problems = new Map(errors.map(({ row = data.length - 1, message }) => [row, message]))
    const records = data.flatMap((cells, at) => recordOf(cells, problems.get(at)))
    if (pending.length > MAX_RECORD)
      throw new UsageFileError('invalid_file', `line ${line}: a row does not end; is a quote missing?`)
    return records
  }

  function recordOf(cells: string[], problem: string | undefined): UsageRecord[] {
    const start = line
    line += 1 + cells.reduce((sum, cell) => sum + newlinesIn(cell), 0)
    if (cells.every((cell) => cell.trim() === '')) {
      if (cells.length > 1) emptyRows += 1
      return []
    }
    if (start === 1 && SEPARATOR_LINE.test(`${cells.join(delimiter)}\n`)) return []
    if (headers === null) {
      headers = distinct(cells.map((cell) => cell.trim()))
      return []
    }
    nr += 1
    // A quote that does not end takes the lines after it along.
    const last = line - (cells.at(-1)?.endsWith('\n') === true ? 2 : 1)
    const extent = last > start ? ` (lines ${start} to ${last})` : ''
    if (problem !== undefined) return [{ line: start, nr, problem: `not valid CSV${extent}: ${problem}` }]
    if (cells.length !== headers.length)
      return [
        {
          line: start,
          nr,
          problem: `the row has ${cells.length} cells; expected ${headers.length}, as in the first line`,
        },
      ]
    return [{ line: start, nr, value: Object.fromEntries(headers.map((name, at) => [name, cells[at]])), problem: null }]
  }

  return {
    delimiter,
    headers: () => headers,
    emptyRows: () => emptyRows,
    push: (text) => {
      pending += text
      return read(false)
    },
    end: () => (pending === '' ? [] : read(true)),
  }
}

/** A repeated header gets a number. */
function distinct(headers: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return headers.map((header) => {
    const count = (seen.get(header) ?? 0) + 1
    seen.set(header, count)
    return count === 1 ? header : `${header} (${count})`
  })
}
