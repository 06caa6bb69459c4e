// Reads a price table in CSV, with any of the usual separators.
import { detectDelimiter } from '../usage-file/csv-reader.js'
import { foldName } from '../usage-file/fields.js'
import { idColumnOf, looksLikePrice, namedPrice } from './column-names.js'
import { csvRows, type CsvCell, type CsvRow } from './csv-cells.js'
import { readNumber } from './number-text.js'
import type { NamedColumn, PricePaths } from './price-paths.js'
import { PriceTableError, type PriceCell, type PriceColumn, type PriceTable } from './price-table.js'
import { lineFinder } from './text-lines.js'

export interface CsvLayout {
  headers: string[]
  idColumn: string
  columns: NamedColumn[]
  ignored: string[]
  rows: CsvRow[]
}

const SEPARATOR_LINE = /^sep=.$/i
/** In characters. */
const HEAD = 16 * 1024

/** @throws PriceTableError if it lacks the id or any price */
export function csvLayout(text: string, paths: PricePaths | null): CsvLayout {
  const delimiter = detectDelimiter(text.slice(0, HEAD).replaceAll(/\r\n?/g, '\n'))
  const [header, ...rows] = csvRows(text, delimiter).filter(
    ({ cells }, at) =>
      !isBlank(cells) && !(at === 0 && SEPARATOR_LINE.test(cells.map(({ raw }) => raw).join(delimiter))),
  )
  if (header === undefined) throw new PriceTableError('the file has only empty rows; expected JSON or CSV')
  const headers = header.cells.map(({ value }) => value.trim())
  const priced = (paths?.prices ?? detectedColumns(headers)).map((column) => ({
    ...column,
    name: exactName(column.name, headers),
  }))
  const idColumn = paths === null ? idColumnOf(headers) : exactName(paths.id, headers)
  if (idColumn === undefined || priced.length === 0)
    throw new PriceTableError(
      `the first line has no column for the ${idColumn === undefined ? 'model' : 'prices'}; expected names such as model,input_per_million,output_per_million; it has ${listed(headers)}; name others with --price-paths`,
    )
  const read = new Set([idColumn, ...priced.map(({ name }) => name)])
  const repeated = headers.find((name, at) => read.has(name) && headers.indexOf(name) !== at)
  if (repeated !== undefined)
    throw new PriceTableError(
      `the first line has ${JSON.stringify(repeated)} twice; give each column a name of its own`,
    )
  const ignored = headers.filter((name) => !read.has(name) && looksLikePrice(name))
  return { headers, idColumn, columns: priced, ignored, rows }
}

export function csvTableRows(
  text: string,
  { headers, idColumn, rows, ignored }: CsvLayout,
  columns: readonly PriceColumn[],
): Pick<PriceTable, 'rows' | 'problems'> {
  const lineAt = lineFinder(text)
  const idAt = headers.indexOf(idColumn)
  const places = columns.map((column) => ({ column, at: headers.indexOf(column.name) }))
  const result: Pick<PriceTable, 'rows' | 'problems'> = { rows: [], problems: [] }
  for (const { cells, start, problem } of rows) {
    const line = lineAt(start)
    const model = cells[idAt]?.value.trim() ?? ''
    if (problem !== null) result.problems.push({ line, message: `not valid CSV: ${problem}` })
    else if (cells.length !== headers.length)
      result.problems.push({
        line,
        message: `the row has ${cells.length} cells; expected ${headers.length}, as in the first line`,
      })
    else if (model === '') result.problems.push({ line, message: `the row has no id in the column ${idColumn}` })
    else {
      const prices = places.flatMap(({ column, at }) => cellOf(cells[at]!, column, lineAt))
      result.rows.push({ model, line, provider: null, cells: prices, ignored })
    }
  }
  return result
}

/** Nothing for an empty cell. */
function cellOf({ raw, start, end }: CsvCell, column: PriceColumn, lineAt: (offset: number) => number): PriceCell[] {
  if (raw.trim() === '') return []
  const cell = { column, text: raw, start, end, line: lineAt(start) }
  const number = readNumber(raw)
  if (number.problem !== null) return [{ ...cell, value: null, problem: number.problem }]
  return [{ ...cell, value: number.value, problem: null, start: start + number.start, end: start + number.end }]
}

function detectedColumns(headers: readonly string[]): NamedColumn[] {
  return headers.flatMap((name) => {
    const price = namedPrice(name)
    return price === null ? [] : [{ name, ...price }]
  })
}

function exactName(name: string, headers: readonly string[]): string {
  const found =
    headers.find((header) => header === name) ?? headers.find((header) => foldName(header) === foldName(name))
  if (found === undefined)
    throw new PriceTableError(`there is no column ${JSON.stringify(name)}; the first line has ${listed(headers)}`)
  return found
}

function isBlank(cells: readonly CsvCell[]): boolean {
  return cells.every(({ value }) => value.trim() === '')
}

function listed(headers: readonly string[]): string {
  return headers.map((name) => JSON.stringify(name)).join(', ')
}
