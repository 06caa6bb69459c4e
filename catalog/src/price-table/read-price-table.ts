// Reads a price table: JSON or CSV, by its first character.
import { csvLayout, csvTableRows } from './csv-table.js'
import { parseJsonDocument } from './json-document.js'
import { jsonLayout } from './json-layout.js'
import { jsonRows } from './json-table.js'
import type { NamedColumn, PricePaths } from './price-paths.js'
import { PriceTableError, type PriceColumn, type PriceTable, type PriceUnit } from './price-table.js'

export interface PriceTableOptions {
  /** null: rows and prices are found by their names. */
  paths: PricePaths | null
  /** Of prices whose names do not say it; null: that is an error. */
  unit: PriceUnit | null
}

const BYTE_ORDER_MARK = '\uFEFF'

/** Offsets are in `text`, also if it starts with a byte order mark. @throws PriceTableError */
export function readPriceTable(text: string, options: PriceTableOptions): PriceTable {
  if (text.includes('\0')) throw new PriceTableError('the file is not text in UTF-8; expected JSON or CSV')
  const hasMark = text.startsWith(BYTE_ORDER_MARK)
  const table = readContent(hasMark ? text.slice(1) : text, options)
  if (hasMark)
    for (const cell of table.rows.flatMap(({ cells }) => cells)) {
      cell.start += 1
      cell.end += 1
    }
  return table
}

function readContent(content: string, { paths, unit }: PriceTableOptions): PriceTable {
  const start = content.trimStart()
  if (start === '') throw new PriceTableError('the file is empty; expected JSON or CSV')
  if (start.startsWith('{') || start.startsWith('[')) {
    const document = parseJsonDocument(content)
    const layout = jsonLayout(document, paths)
    const columns = withUnits(layout.columns, unit)
    return { shape: layout.shape, idColumn: layout.idColumn, columns, ...jsonRows(document, layout, columns) }
  }
  const layout = csvLayout(content, paths)
  const columns = withUnits(layout.columns, unit)
  return { shape: 'CSV', idColumn: layout.idColumn, columns, ...csvTableRows(content, layout, columns) }
}

function withUnits(columns: readonly NamedColumn[], unit: PriceUnit | null): PriceColumn[] {
  const unclear = columns.filter((column) => (column.unit ?? unit) === null).map(({ name }) => name)
  if (unclear.length > 0)
    throw new PriceTableError(
      `the unit of ${unclear.join(', ')} is not known: give --price-unit per-million, per-thousand or per-token`,
    )
  return columns.map(({ isUnitAssumed = false, ...column }) => ({
    ...column,
    unit: (isUnitAssumed ? (unit ?? column.unit) : (column.unit ?? unit))!,
  }))
}
