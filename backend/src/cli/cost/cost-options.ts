import { Option, type Command } from 'commander'
import { CellError, readTime } from '@modelkeep/catalog/usage-file/read-cell'
import type { ColumnOverrides } from '@modelkeep/catalog/usage-file/detect-columns'
import { FIELDS, type Field } from '@modelkeep/catalog/usage-file/fields'
import { SourceError } from '../source/model-source.js'

/** As commander gives them. */
export type CostCommandOptions = Readonly<Record<string, unknown>>

export const GROUPINGS = ['model', 'day', 'month'] as const
export type Grouping = (typeof GROUPINGS)[number]

export interface CostOptions {
  url: string | undefined
  /** `--json` and `--table`; undefined: a table on a terminal, otherwise JSON. */
  output: 'json' | 'table' | undefined
  by: readonly Grouping[]
  /** Ids of models. */
  whatIf: readonly string[]
  /** RFC 3339 in UTC; null: each row has its own time. */
  at: string | null
  /** The column with the figures of another tool; null: nothing is compared. */
  compareColumn: string | null
  overrides: ColumnOverrides
  /** How many rows each list of a table has. */
  rows: number
}

const MAX_WHAT_IF = 3
const DEFAULT_ROWS = 20

/** `cost` has `--compare-column`, and a usage object is found by what it is. */
const columnFields = (Object.keys(FIELDS) as Field[]).filter((field) => field !== 'cost' && field !== 'usage')

/** `uncached_input` is `--uncached-input-column`. */
export function columnOption(field: Field): string {
  return field === 'cost' ? '--compare-column' : `--${field.replaceAll('_', '-')}-column`
}

export const costHelp = `
FILE is CSV (also with semicolons or tabs), JSON (a list, {"data": [...]} or one object) or NDJSON; - is standard input. A row has a
model, a time and counts of tokens, as in the exports of OpenRouter, OpenAI, Anthropic, Langfuse, LiteLLM and Helicone; or the usage
object of a response. Columns are found by their names, and standard error says which were, and what was assumed. The value "none"
ignores a column; in JSON a named column must be in one of the first 1,000 rows. A time without a zone is UTC. Without a column for the time, rows are priced as of now.

Every row is priced as by /api/cost, at the prices of its time, and a row that cannot be priced is listed with its line and reason.
Prints a table on a terminal, otherwise NDJSON: a line per row, then {"summary": ...}, which has the totals.

--compare-column lists rows where another tool's figure differs by more than 1 %, with the likely cause: each is priced again as that
tool may have done it (prices of today, cached tokens billed in full, counted twice or left out, a price tier missed, reasoning billed
twice or left out), and the cause that comes within 1 % is named.

Rows are priced by the service that --url or MODELKEEP_URL names, otherwise from the database: DATABASE_URL, or the DATA_DIR of a
\`modelkeep serve\`. Without either, only rows without a time can be priced.

Colour: NO_COLOR, FORCE_COLOR. Exit codes: 0 all rows are priced; 1 some are not; 2 failure (a bad option, an unreadable file, no
source available).

  modelkeep cost activity.csv
  modelkeep cost --by month,model --what-if openai/gpt-4o-mini calls.ndjson
  modelkeep cost --model-column engine --at-column when --compare-column spend log.csv`

/** Describes the command, without its action. */
export function describeCost(command: Command): Command {
  command
    .summary('price the calls of a usage file at the prices of their time')
    .description(
      'Price the calls of a usage file at the prices of their time, and compare them with the figures of another tool.',
    )
    .argument('<file>', 'the usage file: CSV, JSON or NDJSON; - is standard input')
    .option('--by <list>', `what the table adds up by: ${GROUPINGS.join(', ')}, or several of them`, 'model')
    .option('--what-if <model>', `the same calls with another model; up to ${MAX_WHAT_IF} times`, append)
    .option('--at <time>', 'price all rows at the prices of a time: a date, or RFC 3339')
    .addOption(new Option('--compare-column <name>', "the column with another tool's cost in USD, to compare with"))
    .option('--rows <count>', 'how many rows a list in the table has at most', String(DEFAULT_ROWS))
    .option('--json', 'print NDJSON even on a terminal')
    .option('--table', 'print a table even into a pipe')
  command.optionsGroup('Columns, where their names are not enough:')
  for (const field of columnFields) command.option(`${columnOption(field)} <name>`, FIELDS[field].title)
  return command.addHelpText('after', costHelp)
}

/** Collects the values of an option that may be given several times. */
function append(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value]
}

/** @throws SourceError that names the bad option and what would be right */
export function readCostOptions(given: CostCommandOptions, now: number): CostOptions {
  const compareColumn = textOf(given, 'compareColumn') ?? null
  const overrides = Object.fromEntries(
    columnFields.flatMap((field) => {
      const name = textOf(given, camelCase(columnOption(field)))
      return name === undefined ? [] : [[field, name]]
    }),
  )
  return {
    url: textOf(given, 'url'),
    output: given['table'] === true ? 'table' : given['json'] === true ? 'json' : undefined,
    by: readGroupings(textOf(given, 'by') ?? 'model'),
    whatIf: readWhatIf(given['whatIf']),
    at: readAt(textOf(given, 'at'), now),
    compareColumn,
    overrides: { ...overrides, ...(compareColumn !== null && { cost: compareColumn }) },
    rows: readRows(textOf(given, 'rows')),
  }
}

function readGroupings(text: string): Grouping[] {
  const names = text.split(',').map((name) => name.trim())
  const groupings = names.map((name) => GROUPINGS.find((known) => known === name))
  const unknown = names.find((_, at) => groupings[at] === undefined)
  if (unknown !== undefined)
    throw new SourceError(
      `--by has ${JSON.stringify(unknown)}; expected ${GROUPINGS.join(', ')}, or several with commas`,
    )
  return [...new Set(groupings as Grouping[])]
}

function readWhatIf(given: unknown): string[] {
  const models = Array.isArray(given) ? [...new Set(given.map(String))] : []
  if (models.length > MAX_WHAT_IF)
    throw new SourceError(`--what-if is given for ${models.length} models; expected at most ${MAX_WHAT_IF}`)
  return models
}

function readAt(text: string | undefined, now: number): string | null {
  if (text === undefined) return null
  try {
    const { at } = readTime(text, '--at')
    if (Date.parse(at) > now) throw new SourceError(`--at is ${text}, which is in the future: its prices are not known`)
    return at
  } catch (error) {
    if (error instanceof CellError) throw new SourceError(error.message, { cause: error })
    throw error
  }
}

function readRows(text: string | undefined): number {
  const rows = Number(text ?? DEFAULT_ROWS)
  if (!Number.isSafeInteger(rows) || rows < 0 || rows > 100_000)
    throw new SourceError(`--rows is ${JSON.stringify(text)}; expected a whole number from 0 to 100000`)
  return rows
}

function textOf(given: CostCommandOptions, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

/** As commander names an option. */
function camelCase(option: string): string {
  return option.replace(/^--/, '').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}
