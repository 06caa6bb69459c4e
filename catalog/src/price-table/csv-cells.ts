// Splits CSV (RFC 4180) into cells with their places. Papa Parse, which reads usage files, does not tell where a cell is.

/** `start` and `end` are the offsets of `raw`, which is what is between the quotes, with quotes still doubled. */
export interface CsvCell {
  raw: string
  value: string
  start: number
  end: number
}

export interface CsvRow {
  cells: CsvCell[]
  start: number
  /** A quote that does not end, or text after one. */
  problem: string | null
}

/** Lines end with LF, CRLF or CR. */
export function csvRows(text: string, delimiter: string): CsvRow[] {
  const rows: CsvRow[] = []
  let at = 0
  while (at < text.length) {
    const row: CsvRow = { cells: [], start: at, problem: null }
    for (let isLast = false; !isLast;) {
      const { cell, next, problem } =
        text[at] === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter)
      row.cells.push(cell)
      row.problem ??= problem
      isLast = text[next] !== delimiter
      at = isLast ? afterLineEnd(text, next) : next + 1
    }
    rows.push(row)
  }
  return rows
}

interface ReadCell {
  cell: CsvCell
  /** The offset of the delimiter, the line end or the end of the text. */
  next: number
  problem: string | null
}

function plainCell(text: string, start: number, delimiter: string): ReadCell {
  const end = cellEnd(text, start, delimiter)
  const raw = text.slice(start, end)
  return { cell: { raw, value: raw, start, end }, next: end, problem: null }
}

function quotedCell(text: string, open: number, delimiter: string): ReadCell {
  const start = open + 1
  let end = text.indexOf('"', start)
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  const isOpen = end === -1
  if (isOpen) end = text.length
  const raw = text.slice(start, end)
  const next = isOpen ? end : cellEnd(text, end + 1, delimiter)
  const hasRest = text.slice(end + 1, next).trim() !== ''
  const problem = isOpen ? 'a quote does not end' : hasRest ? 'there is text after a closing quote' : null
  return { cell: { raw, value: raw.replaceAll('""', '"'), start, end }, next, problem }
}

function cellEnd(text: string, from: number, delimiter: string): number {
  let end = from
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1
  return end
}

function afterLineEnd(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : at + 1
}
