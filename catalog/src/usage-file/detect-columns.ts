// Finds the columns of a usage file by their names, and what their counts include.
import { isCountName } from '../cost/ignored-counts.js'
import { FIELDS, FIELD_NAMES, foldName, UsageFileError, type Columns, type Field } from './fields.js'

/** A column to read in place of the detected one; `none` for no column at all. */
export type ColumnOverrides = Columns

export interface ColumnMap {
  columns: Columns
  /** Whether the input count includes tokens read from and written to the cache. */
  inputHasCached: boolean
  /** Whether the output count includes reasoning. */
  outputHasReasoning: boolean
  /** Whether the column with a cost was named, and so counts more than the cost in a usage object. */
  prefersCostColumn: boolean
  /** What the names leave open, in whole sentences. */
  assumptions: readonly string[]
  /** Columns that look like counts, and are not read. */
  unread: readonly string[]
}

const NO_COLUMN = 'none'
const MAX_LISTED = 40

/** Counts under Anthropic's names exclude each other. */
const ANTHROPIC_CACHE = /^(?:cache(?:read|creation|write)|ephemeral)/
const OBVIOUS_INPUT = /^(?:nativetokensprompt|prompttokens|ncontexttokenstotal|prompttokencount|inputusage|total)/

/** `headers` in their order. @throws UsageFileError if an override names no column */
export function detectColumns(headers: readonly string[], overrides: ColumnOverrides = {}): ColumnMap {
  const byFoldedName = new Map<string, string>()
  for (const header of headers) {
    const folded = foldName(header)
    if (!byFoldedName.has(folded)) byFoldedName.set(folded, header)
  }
  const given = overriddenColumns(headers, byFoldedName, overrides)
  const taken = new Set(given.values())
  const columns: Partial<Record<Field, string>> = {}
  for (const field of FIELD_NAMES) {
    const column = given.has(field) ? given.get(field) : detected(field, byFoldedName, taken)
    if (column !== undefined && column !== null) columns[field] = column
  }
  dropSecondInput(columns, overrides)
  return describe(columns, headers, overrides)
}

/** A usage file needs a model and a count. @throws UsageFileError that lists the columns */
export function requireColumns({ columns }: ColumnMap, headers: readonly string[]): void {
  const { model, usage, input, uncached_input: uncached, output, images, web_searches: searches } = columns
  if (model === undefined) throw missing('the model', headers)
  if ([usage, input, uncached, output, images, searches].every((column) => column === undefined))
    throw missing('input or output tokens', headers)
}

/** @throws UsageFileError */
export function unknownColumn(name: string, field: Field, headers: readonly string[]): UsageFileError {
  return new UsageFileError(
    'unknown_column',
    `there is no column ${JSON.stringify(name)} for ${FIELDS[field].title}; ${listed(headers)}`,
  )
}

function overriddenColumns(
  headers: readonly string[],
  byFoldedName: ReadonlyMap<string, string>,
  overrides: ColumnOverrides,
): Map<Field, string | null> {
  const given = new Map<Field, string | null>()
  for (const field of FIELD_NAMES) {
    const name = overrides[field]
    if (name === undefined) continue
    const column = headers.includes(name) ? name : byFoldedName.get(foldName(name))
    if (column === undefined && name !== NO_COLUMN) throw unknownColumn(name, field, headers)
    given.set(field, column ?? null)
  }
  return given
}

function detected(field: Field, byFoldedName: ReadonlyMap<string, string>, taken: Set<unknown>): string | undefined {
  for (const name of FIELDS[field].names) {
    const column = byFoldedName.get(name)
    if (column !== undefined && !taken.has(column)) return column
  }
  return undefined
}

/** Some exports count the input with and without cached tokens. The one that is named counts, else the one with them. */
function dropSecondInput(columns: Partial<Record<Field, string>>, overrides: ColumnOverrides): void {
  if (columns.input === undefined || columns.uncached_input === undefined) return
  if (overrides.uncached_input !== undefined && overrides.input === undefined) delete columns.input
  else delete columns.uncached_input
}

function describe(columns: Columns, headers: readonly string[], overrides: ColumnOverrides): ColumnMap {
  const assumptions: string[] = []
  const { input, cached, cache_write: write, cache_write_1h: write1h, output, reasoning, at } = columns
  const cacheNames = [cached, write, write1h].filter((name) => name !== undefined)
  const looksAnthropic = cacheNames.some((name) => ANTHROPIC_CACHE.test(foldName(name)))
  const inputName = input === undefined ? '' : foldName(input)
  const inputHasCached =
    input !== undefined && (overrides.input !== undefined || !(inputName === 'inputtokens' && looksAnthropic))
  if (input !== undefined && cacheNames.length > 0 && overrides.input === undefined) {
    const list = cacheNames.join(', ')
    if (!inputHasCached) assumptions.push(`${input} is assumed to exclude ${list}, as in Anthropic's usage.`)
    else if (!OBVIOUS_INPUT.test(inputName) || looksAnthropic)
      assumptions.push(`${input} is assumed to include ${list}.`)
  }
  if (at === undefined && overrides.at !== NO_COLUMN)
    assumptions.push('No column holds a time: the rows are priced as of now.')
  const outputHasReasoning = !(foldName(output ?? '') === 'candidatestokencount' && reasoning !== undefined)
  const read = new Set<unknown>(Object.values(columns))
  const unread = headers.filter((header) => !read.has(header) && isCountName(header) && /token/i.test(header))
  const prefersCostColumn = overrides.cost !== undefined
  return { columns, inputHasCached, outputHasReasoning, prefersCostColumn, assumptions, unread }
}

function missing(what: string, headers: readonly string[]): UsageFileError {
  return new UsageFileError('missing_column', `no column is known to hold ${what}; ${listed(headers)}`)
}

function listed(headers: readonly string[]): string {
  const shown = headers.slice(0, MAX_LISTED).join(', ')
  const more = headers.length > MAX_LISTED ? `, and ${headers.length - MAX_LISTED} more` : ''
  return `the columns are ${shown}${more}`
}
