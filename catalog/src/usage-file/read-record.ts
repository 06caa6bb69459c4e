// Turns one record of a usage file into a row for POST /api/cost.
import { USAGE_SHAPE_NAMES } from '../cost/usage-shapes.js'
import { shown } from '../cost/usage-fields.js'
import { CellError, isEmptyCell, readAmount, readCount, readTime } from './read-cell.js'
import type { ColumnMap } from './detect-columns.js'
import { qualifyModel } from './qualify-model.js'
import type { Fields } from './usage-record.js'

/** A row as the API reads it. */
export interface CostRequestRow {
  id?: string | number
  model: string
  /** Absent: now. */
  at?: string
  usage: Fields
  shape?: string
}

export interface ReadRecord {
  row: CostRequestRow
  /** What was assumed about this record, in whole sentences. */
  assumptions: readonly string[]
}

const MAX_ID = 300
const MAX_LISTED = 10
const COUNTS = {
  cached: 'cached_tokens',
  cache_write: 'cache_write_tokens',
  cache_write_1h: 'cache_write_1h_tokens',
  audio_input: 'audio_input_tokens',
  reasoning: 'reasoning_tokens',
  audio_output: 'audio_output_tokens',
  image_output: 'image_output_tokens',
  images: 'images',
  requests: 'requests',
  web_searches: 'web_searches',
} as const

/** A record whose columns are counts. @throws CellError */
export function readCounts(record: Fields, map: ColumnMap): ReadRecord {
  const { columns } = map
  const usage: Record<string, number> = {}
  for (const field of Object.keys(COUNTS) as (keyof typeof COUNTS)[]) {
    const count = countIn(record, columns[field])
    if (count !== undefined) usage[COUNTS[field]] = count
  }
  const cached =
    (usage['cached_tokens'] ?? 0) + (usage['cache_write_tokens'] ?? 0) + (usage['cache_write_1h_tokens'] ?? 0)
  const input = countIn(record, columns.input) ?? countIn(record, columns.uncached_input)
  const output = countIn(record, columns.output)
  if (input !== undefined) usage['prompt_tokens'] = input + (map.inputHasCached ? 0 : cached)
  if (output !== undefined)
    usage['completion_tokens'] = output + (map.outputHasReasoning ? 0 : (usage['reasoning_tokens'] ?? 0))
  const total = map.inputHasCached ? countIn(record, columns.total) : undefined
  // A total tells whether the output includes reasoning, and shows that a count is missing.
  if (total !== undefined && map.outputHasReasoning) usage['total_tokens'] = total
  if (
    input === undefined &&
    output === undefined &&
    usage['images'] === undefined &&
    usage['web_searches'] === undefined
  )
    throw new CellError('invalid_usage', noCount(record, map))
  return assemble(record, map, usage, 'plain')
}

/** A record with a usage object, which is passed on. @throws CellError */
export function readLogged(fields: Fields, usage: Fields, map: ColumnMap): ReadRecord {
  const { shape } = fields
  return assemble(
    fields,
    map,
    usage,
    USAGE_SHAPE_NAMES.find((name) => name === shape),
  )
}

function assemble(record: Fields, map: ColumnMap, usage: Fields, shape: string | undefined): ReadRecord {
  const assumptions = [...map.assumptions]
  const { at } = map.columns
  if (at !== undefined && Number(usage['requests'] ?? 1) > 1)
    assumptions.push(`Several requests in one row are priced as of its time in ${at}.`)
  const row: CostRequestRow = {
    ...idIn(record, map),
    model: modelIn(record, map, assumptions),
    ...timeIn(record, map, assumptions),
    usage: { ...usage, ...costIn(record, map, usage) },
    ...(shape !== undefined && { shape }),
  }
  return { row, assumptions }
}

function countIn(record: Fields, column: string | undefined): number | undefined {
  return column === undefined ? undefined : readCount(record[column], column)
}

function idIn(record: Fields, { columns: { id: column } }: ColumnMap): { id?: string | number } {
  const id = column === undefined ? undefined : record[column]
  if (typeof id === 'number') return { id }
  return typeof id === 'string' && id !== '' ? { id: id.slice(0, MAX_ID) } : {}
}

function modelIn(record: Fields, { columns }: ColumnMap, assumptions: string[]): string {
  const value = columns.model === undefined ? undefined : record[columns.model]
  const name = typeof value === 'string' ? value.trim() : ''
  if (name === '')
    throw new CellError(
      'invalid_row',
      `${columns.model ?? 'model'} is ${shown(value)}; expected a model id such as openai/gpt-4o`,
    )
  const id = qualifyModel(name, textIn(record, columns.provider), textIn(record, columns.variant))
  if (id !== name) assumptions.push(`${name} is read as ${id}.`)
  return id
}

function textIn(record: Fields, column: string | undefined): string | undefined {
  const value = column === undefined ? undefined : record[column]
  return typeof value === 'string' && !isEmptyCell(value) ? value : undefined
}

function timeIn(record: Fields, { columns: { at: column } }: ColumnMap, assumptions: string[]): { at?: string } {
  if (column === undefined) return {}
  const { at, assumed } = readTime(record[column], column)
  if (assumed === 'utc') assumptions.push(`${column} has no time zone: read as UTC.`)
  if (assumed === 'midnight') assumptions.push(`${column} is a date without a time: priced as of its midnight in UTC.`)
  return { at }
}

function costIn(record: Fields, { columns, prefersCostColumn }: ColumnMap, usage: Fields): { cost?: string } {
  const { cost: column } = columns
  if (column === undefined || (usage['cost'] !== undefined && !prefersCostColumn)) return {}
  const cost = readAmount(record[column], column)
  return cost === undefined ? {} : { cost }
}

function noCount(record: Fields, { columns: { input, uncached_input: uncached, output } }: ColumnMap): string {
  const names = [input ?? uncached, output].filter((name) => name !== undefined)
  if (names.length > 0) return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} empty; expected a count`
  const known = Object.keys(record).slice(0, MAX_LISTED).join(', ')
  return `no column is known to hold input or output tokens; the columns are ${known}`
}
