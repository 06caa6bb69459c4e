// The columns of a file: those of its headers, or those of each record of JSON.
import { detectColumns, requireColumns, unknownColumn, type ColumnMap, type ColumnOverrides } from './detect-columns.js'
import { FIELD_NAMES, foldName } from './fields.js'
import type { UsageFileReport } from './usage-file.js'
import type { Fields } from './usage-record.js'

/** Of JSON; a column that is named must be in one of the first records, so that a misspelt one is found early. */
const FIRST_RECORDS = 1_000
/** Of JSON; more are detected again for each record. */
const MAX_COLUMN_SETS = 2_000

export interface ColumnMaps {
  /** @throws UsageFileError if the headers of CSV lack a column that is needed, or the first records of JSON one that is named */
  of(record: Fields): ColumnMap
  /** @throws UsageFileError if an override names a column that no record of JSON has */
  requireOverrides(): void
  facts(): Pick<UsageFileReport, 'names' | 'columns' | 'unread'>
}

/** CSV has one set of columns; the records of JSON may have several. */
export function createColumnMaps(overrides: ColumnOverrides, headersOfCsv: () => readonly string[] | null): ColumnMaps {
  const byKeys = new Map<string, ColumnMap>()
  const keys = new Set<string>()
  let ofCsv: ColumnMap | null = null
  let records = 0

  const mapOfCsv = (headers: readonly string[]): ColumnMap => {
    const map = detectColumns(headers, overrides)
    requireColumns(map, headers)
    return map
  }
  const mapOfKeys = (names: readonly string[]): ColumnMap => {
    const key = JSON.stringify(names)
    const known = byKeys.get(key)
    if (known !== undefined) return known
    for (const name of names) keys.add(name)
    const map = withRequired(detectColumns(names, presentOverrides(names, overrides)), overrides)
    if (byKeys.size < MAX_COLUMN_SETS) byKeys.set(key, map)
    return map
  }
  const requireOverrides = (): void => {
    const headers = headersOfCsv() ?? [...keys]
    if (headersOfCsv() !== null) ofCsv ??= mapOfCsv(headers)
    for (const field of FIELD_NAMES) {
      const name = overrides[field]
      if (name !== undefined && name !== 'none' && presentOverrides(headers, { [field]: name })[field] === 'none')
        throw unknownColumn(name, field, headers)
    }
  }
  return {
    of: (record) => {
      const headers = headersOfCsv()
      if (headers !== null) return (ofCsv ??= mapOfCsv(headers))
      const map = mapOfKeys(Object.keys(record))
      records += 1
      if (records === FIRST_RECORDS) requireOverrides()
      return map
    },
    requireOverrides,
    facts: () => ({
      names: headersOfCsv() ?? [...keys],
      ...factsOf(ofCsv === null ? [...byKeys.values()] : [ofCsv]),
    }),
  }
}

/** A record of JSON may lack a column: it then has no such count. */
function presentOverrides(names: readonly string[], overrides: ColumnOverrides): ColumnOverrides {
  const folded = new Set(names.map(foldName))
  return Object.fromEntries(
    Object.entries(overrides).map(([field, name]) => [field, folded.has(foldName(name)) ? name : 'none']),
  )
}

/** A record that lacks the column for the model or the time cannot be priced. */
function withRequired(map: ColumnMap, { model, at }: ColumnOverrides): ColumnMap {
  const isNamed = (name: string | undefined): boolean => name !== undefined && name !== 'none'
  const columns = { ...(isNamed(model) && { model }), ...(isNamed(at) && { at }), ...map.columns }
  return { ...map, columns }
}

function factsOf(maps: readonly ColumnMap[]): Pick<UsageFileReport, 'columns' | 'unread'> {
  const columns = FIELD_NAMES.flatMap((field) =>
    [...new Set(maps.flatMap((map) => map.columns[field] ?? []))].map((column) => ({ field, column })),
  )
  return { columns, unread: [...new Set(maps.flatMap(({ unread }) => unread))] }
}
