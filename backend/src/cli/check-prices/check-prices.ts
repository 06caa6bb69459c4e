import { isDeepStrictEqual } from 'node:util'
import { compareTable, MAX_SUGGESTIONS, type Comparison } from '@modelkeep/catalog/price-table/compare-table'
import { correctTable } from '@modelkeep/catalog/price-table/correct-table'
import { readKnownDeviations, type KnownDeviation } from '@modelkeep/catalog/price-table/known-deviations'
import { needsAttention, type ComparedTable } from '@modelkeep/catalog/price-table/price-findings'
import { PriceTableError, type PriceTable } from '@modelkeep/catalog/price-table/price-table'
import { readPriceTable } from '@modelkeep/catalog/price-table/read-price-table'
import { openSource } from '../open-source.js'
import { readableAge } from '../readable-age.js'
import { say } from '../say.js'
import { readCatalogues, type Catalogues } from '../source/check-models.js'
import { SourceError } from '../source/model-source.js'
import { print, terminalOf } from '../terminal.js'
import { annotations } from './annotations.js'
import { plural, unneededText } from './finding-text.js'
import { pricesDocument } from './prices-json.js'
import type { PricesOptions } from './prices-options.js'
import { pricesReport } from './prices-report.js'
import { addSince } from './since-when.js'
import { readTableFile, replaceTableFile } from './table-file.js'

/**
 * `modelkeep check --prices`: whether the prices of a table are those of the catalogue. `now` in Unix milliseconds.
 * @returns whether something needs attention
 * @throws SourceError
 */
export async function checkPrices(options: PricesOptions, url: string | undefined, now: number): Promise<boolean> {
  const { file } = options
  if (/\.ya?ml$/i.test(file)) throw new SourceError(`${file}: YAML is not read; expected JSON or CSV`)
  const text = await readTableFile(file)
  const table = inFile(file, () => readPriceTable(text, options.table))
  const known = options.known === null ? [] : await readKnown(options.known)
  const source = openSource(url)
  try {
    const catalogues = await readCatalogues(source, {}, { needsHistory: false, say })
    const comparison = { present: catalogues.present, removed: catalogues.removed, prefix: options.prefix, known }
    const compared = inFile(file, () => compareTable(table, comparison))
    sayTable(file, table, compared)
    if (catalogues.removed !== null) await addSince(compared.prices, source, say)
    if (options.write) await correct(text, compared, comparison, options)
    await show({ table, compared, catalogues, now }, options)
    return needsAttention(compared)
  } finally {
    await source.close()
  }
}

/** Names the file in messages about its content. */
function inFile<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof PriceTableError) throw new SourceError(`${file}: ${error.message}`, { cause: error })
    throw error
  }
}

async function readKnown(file: string): Promise<KnownDeviation[]> {
  const text = await readTableFile(file)
  return inFile(file, () => readKnownDeviations(text))
}

/** Corrects the file. The new text is compared before it is written: only what was wrong may differ. */
async function correct(
  text: string,
  compared: ComparedTable,
  comparison: Comparison,
  { file, table }: PricesOptions,
): Promise<void> {
  if (compared.corrections.length === 0) return
  const corrected = correctTable(text, compared.corrections)
  const findings = new Set(compared.corrections.map(({ finding }) => finding))
  const expected = compared.prices.map((finding) => (findings.has(finding) ? 'right' : finding.status))
  const found = compareTable(readPriceTable(corrected, table), comparison).prices.map(({ status }) => status)
  if (!isDeepStrictEqual(found, expected))
    throw new SourceError(
      `${file} cannot be corrected: the new text would not have the right prices; nothing is written`,
    )
  await replaceTableFile(file, text, corrected)
  for (const { finding } of compared.corrections) finding.status = 'corrected'
  say(`corrected ${plural(compared.corrections.length, 'price')} in ${file}`)
}

interface Result {
  table: PriceTable
  compared: ComparedTable
  catalogues: Catalogues
  now: number
}

async function show(result: Result, { file, known, format }: PricesOptions): Promise<void> {
  const terminal = terminalOf(process.stdout, process.env)
  const { compared, catalogues } = result
  const chosen = format ?? (terminal.interactive ? 'text' : 'json')
  if (chosen === 'json')
    await print(process.stdout, `${JSON.stringify(pricesDocument({ file, ...result }), null, 2)}\n`)
  else if (chosen === 'text') await print(process.stdout, `${pricesReport(compared, terminal)}\n`)
  else {
    const workspace = process.env['GITHUB_WORKSPACE'] || null
    await print(process.stdout, `${annotations(compared, { table: file, known, workspace, cwd: process.cwd() })}\n`)
  }
  sayNotes(compared, known)
  const { where, tier, ageSeconds } = catalogues
  say(`catalogue confirmed ${readableAge(ageSeconds)} ago; from ${tier} (${where})`)
}

const MAX_NAMES = 8

/** What the file was taken for. */
function sayTable(file: string, { shape, idColumn, rows }: PriceTable, { columns, ignored }: ComparedTable): void {
  const read = columns.map(({ name, key, unit }) => `${name} (${key}, ${unit.replace('-', ' ')})`).join(', ')
  say(`${file}: ${shape} of ${plural(rows.length, 'row')}; ids: ${idColumn}; prices: ${read}`)
  if (ignored.length === 0) return
  const more = ignored.length > MAX_NAMES ? ` and ${ignored.length - MAX_NAMES} more` : ''
  say(`not compared: ${ignored.slice(0, MAX_NAMES).join(', ')}${more}`)
}

function sayNotes(compared: ComparedTable, known: string | null): void {
  const { skipped, duplicates, unneeded } = compared
  if (skipped > 0) say(`${plural(skipped, 'row')} of other providers skipped`)
  if (compared.missing.length > MAX_SUGGESTIONS)
    say(`similar models are searched for the first ${MAX_SUGGESTIONS} that are missing`)
  if (compared.without_prices > 0) say(`${plural(compared.without_prices, 'row')} without prices`)
  if (compared.with_tiers > 0)
    say(
      `${plural(compared.with_tiers, 'model has', 'models have')} other prices for long prompts: only base prices are compared`,
    )
  if (compared.with_windows > 0)
    say(`${plural(compared.with_windows, 'model has', 'models have')} prices by the time of day: any of them is right`)
  for (const { model, lines } of duplicates) say(`${model} has several rows, in lines ${lines.join(', ')}`)
  for (const pin of unneeded) say(`${known}:${pin.line}: ${unneededText(pin)}`)
}
