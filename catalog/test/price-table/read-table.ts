import { parsePricePaths } from '../../src/price-table/price-paths.js'
import { PriceTableError, type PriceTable, type PriceUnit } from '../../src/price-table/price-table.js'
import { readPriceTable } from '../../src/price-table/read-price-table.js'

interface Named {
  paths?: string
  unit?: PriceUnit
}

export function readTable(text: string, { paths, unit }: Named = {}): PriceTable {
  return readPriceTable(text, { paths: paths === undefined ? null : parsePricePaths(paths), unit: unit ?? null })
}

/** `model` to `key value unit` of each price. */
export function pricesOf({ rows }: PriceTable): Record<string, string[]> {
  return Object.fromEntries(
    rows.map(({ model, cells }) => [
      model,
      cells.map(({ column, value, problem }) => `${column.key} ${value?.toFixed() ?? problem} ${column.unit}`),
    ]),
  )
}

export function tableError(text: string, named: Named = {}): string {
  try {
    readTable(text, named)
  } catch (error) {
    if (error instanceof PriceTableError) return error.message
    throw error
  }
  throw new Error('expected a PriceTableError')
}
