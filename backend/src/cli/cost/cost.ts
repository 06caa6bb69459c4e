import { FIELDS, UsageFileError } from '@modelkeep/catalog/usage-file/fields'
import { createUsageFileReader, type UsageFileReport } from '@modelkeep/catalog/usage-file/usage-file'
import { systemClock } from '../../lib/clock.js'
import { reportFailure } from '../failure.js'
import { openSource } from '../open-source.js'
import { say } from '../say.js'
import { SourceError, type ModelSource } from '../source/model-source.js'
import { print, printToReader, terminalOf } from '../terminal.js'
import { rowJson, summaryJson } from './cost-json.js'
import { columnOption, readCostOptions, type CostCommandOptions, type CostOptions } from './cost-options.js'
import { createCostProgress } from './cost-progress.js'
import { costReport } from './cost-report.js'
import { createCostTally, type CostTally } from './cost-tally.js'
import { priceBatch, unknownModel } from './price-batch.js'
import { batchesIn, openInput } from './usage-input.js'

const exitCodes = { priced: 0, someUnpriced: 1, failed: 2 }

/** `modelkeep cost`: what the calls in a usage file cost at the prices of their time. */
export async function costCommand(file: string, given: CostCommandOptions): Promise<void> {
  try {
    const options = readCostOptions(given, systemClock.now())
    const source = openSource(options.url)
    try {
      const { total } = await priceFile(file, options, source)
      process.exitCode = total.unpriced > 0 ? exitCodes.someUnpriced : exitCodes.priced
    } finally {
      await source.close()
    }
  } catch (error) {
    reportFailure(error instanceof UsageFileError ? explained(file, error) : error, exitCodes.failed)
  }
}

async function priceFile(file: string, options: CostOptions, source: ModelSource): Promise<CostTally> {
  const { by, whatIf, at, rows: keep, output } = options
  const input = await openInput(file)
  const pricing = await source.pricing()
  for (const model of whatIf) {
    const problem = await unknownModel(model, pricing)
    if (problem !== null) throw new SourceError(`--what-if: ${problem}`)
  }
  const terminal = terminalOf(process.stdout, process.env)
  const isTable = output === 'table' || (output === undefined && terminal.interactive)
  const { stderr } = process
  const progress = createCostProgress(input.size, {
    stream: stderr,
    color: terminalOf(stderr, process.env).color,
    clock: systemClock,
  })
  const compares = options.compareColumn !== null
  const reader = createUsageFileReader(options.overrides)
  const tally = createCostTally({ by, whatIf, compares, keep })
  try {
    for await (const batch of batchesIn(input, { file, reader, onBytes: progress.onBytes })) {
      const rows = await priceBatch(batch, { pricing, at, whatIf, compares })
      for (const row of rows) tally.add(row)
      const lines = isTable ? '' : rows.map((row) => `${rowJson(row, options)}\n`).join('')
      // A reader such as `head` has seen enough.
      if (!isTable && !(await printToReader(process.stdout, lines))) return tally.result()
      progress.onRows(rows.length)
    }
  } finally {
    progress.clear()
  }
  const [result, report] = [tally.result(), reader.report()]
  await print(
    process.stdout,
    `${isTable ? costReport(result, { by, terminal, place: report.format === 'json' ? 'nr' : 'line' }) : summaryJson(result, { report, by, where: pricing.where })}\n`,
  )
  sayReport(report, options, pricing.where)
  return result
}

/** What the columns were taken for, and what was assumed. */
function sayReport(
  { format, delimiter, columns, unread, assumptions, emptyRows }: UsageFileReport,
  { at }: CostOptions,
  where: string,
): void {
  const separator =
    delimiter === null || delimiter === ',' ? '' : ` with ${delimiter === '\t' ? 'tabs' : JSON.stringify(delimiter)}`
  const found = columns.map(({ field, column }) => `${column} (${FIELDS[field].title})`)
  say(`${(format ?? 'csv').toUpperCase()}${separator}; columns: ${found.join(', ') || 'none that is known'}`)
  if (unread.length > 0) say(`not read: ${unread.join(', ')}`)
  for (const { text, rows } of assumptions) say(`${countedRows(rows)}: ${text}`)
  if (emptyRows > 0) say(`${countedRows(emptyRows)} without any content left out`)
  say(`prices${at === null ? '' : ` of ${at}`} from ${where}`)
}

function countedRows(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'row' : 'rows'}`
}

function explained(file: string, error: UsageFileError): Error {
  const hint =
    error.code === 'missing_column'
      ? `; name one, as in ${columnOption('model')}, ${columnOption('input')} or ${columnOption('output')}`
      : ''
  return new SourceError(`${file === '-' ? 'standard input' : file}: ${error.message}${hint}`, { cause: error })
}
