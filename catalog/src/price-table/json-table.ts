// Reads the rows of a price table in JSON.
import { valueAt, valueAtPath, type JsonDocument, type JsonNode } from './json-document.js'
import { leavesOf, type JsonLayout, type JsonRow } from './json-layout.js'
import { readNumber } from './number-text.js'
import type { PriceCell, PriceColumn, PriceRow, PriceTable } from './price-table.js'

export function jsonRows(
  document: JsonDocument,
  { rows, idPath, idColumn, ignored }: JsonLayout,
  columns: readonly PriceColumn[],
): Pick<PriceTable, 'rows' | 'problems'> {
  const read: PriceRow[] = []
  const problems: PriceTable['problems'] = []
  const ignoredNames = new Set(ignored)
  for (const row of rows) {
    const line = document.lineOf(row.key ?? row.value)
    const model = idOf(row, idPath)
    if (row.value.type !== 'object')
      problems.push({ line, message: `the row is ${row.value.type}; expected an object` })
    else if (model === null) problems.push({ line, message: `the row has no id; expected a text at ${idColumn}` })
    else {
      const provider = valueAt(row.value, ['litellm_provider'])?.value as unknown
      const cells = columns.flatMap((column) => cellOf(document, valueAtPath(row.value, column.name), column))
      const names = leavesOf(row.value).flatMap(({ name }) => (ignoredNames.has(name) ? [name] : []))
      read.push({ model, line, provider: typeof provider === 'string' ? provider : null, cells, ignored: names })
    }
  }
  return { rows: read, problems }
}

function idOf({ key, value }: JsonRow, idPath: string[] | null): string | null {
  const id: unknown = idPath === null ? key?.value : valueAt(value, idPath)?.value
  return typeof id === 'string' && id.trim() !== '' ? id : null
}

/** Nothing for an absent price, null or an empty text. */
function cellOf({ text, lineOf }: JsonDocument, node: JsonNode | undefined, column: PriceColumn): PriceCell[] {
  if (node === undefined || node.type === 'null') return []
  const isText = node.type === 'string'
  const [from, to] = isText
    ? [node.offset + 1, node.offset + node.length - 1]
    : [node.offset, node.offset + node.length]
  const cell = { column, text: text.slice(from, to), start: from, end: to, line: lineOf(node) }
  if (isText && cell.text.trim() === '') return []
  if (!isText && node.type !== 'number')
    return [{ ...cell, text: node.type, value: null, problem: `is of type ${node.type}; expected a number` }]
  const number = readNumber(cell.text)
  if (number.problem !== null) return [{ ...cell, value: null, problem: number.problem }]
  return [{ ...cell, value: number.value, problem: null, start: from + number.start, end: from + number.end }]
}
