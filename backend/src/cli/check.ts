import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { needsAttention, type CheckedModel } from '@modelkeep/catalog/changes/check-models'
import { PriceTableError } from '@modelkeep/catalog/price-table/price-table'
import { systemClock } from '../lib/clock.js'
import { check, readCatalogues, readCheckOptions, type Catalogues, type CheckOptions } from './source/check-models.js'
import { SourceError } from './source/model-source.js'
import { scanFiles, type Place } from './source/scan-files.js'
import { checkReport, summary } from './check-report.js'
import { reportFailure, unreadableFile } from './failure.js'
import { checkPrices } from './check-prices/check-prices.js'
import {
  pricesHelp,
  readPricesOptions,
  requirePrices,
  type PricesCommandOptions,
} from './check-prices/prices-options.js'
import { openSource } from './open-source.js'
import { readableAge } from './readable-age.js'
import { say } from './say.js'
import { print, terminalOf } from './terminal.js'

export interface CheckCommandOptions extends PricesCommandOptions {
  url?: string
  file?: string[]
  scan?: string[]
  since?: string
  expiring_days?: string
}

const exitCodes = { fine: 0, attention: 1, failed: 2 }

export const checkHelp = `
Model ids come from arguments, from files (one per line; # starts a comment), and from standard input if nothing else is given or if
an argument is "-". --scan searches source files for the ids of current and removed models.

A model needs attention if it is gone, unknown, expiring (with --expiring_days: within that many days) or deprecated without
a date. The text names who announces that, unless it is OpenRouter alone; LiteLLM and models.dev are known if MIRROR names them.

With --since it also needs attention if its price or name differs from that time; changes that were reverted do not count, nor
do secondary prices (such as that of cached input) that are now published, or no longer. For a model that is gone, expiring or
deprecated, the closest model by the same author and of the same family is suggested.

Models are checked against the service that --url or MODELKEEP_URL names, otherwise against the same sources as \`modelkeep models\`.
--since and --scan need history: a service with a database, DATABASE_URL, or the DATA_DIR of a \`modelkeep serve\`.

Colour: NO_COLOR, FORCE_COLOR. Exit codes: 0 all models and prices are fine; 1 some need attention; 2 the check failed (a bad option, a
pattern that matches no file, a table that cannot be read, no source available).

  modelkeep check openai/gpt-4o anthropic/claude-sonnet-4.5
  modelkeep check --url https://models.example.com --scan 'src/**/*.{ts,py}' --since 2026-05-01
${pricesHelp}`

/** `modelkeep check`: whether the models that a project uses still exist, at the same price and name; or whether its prices are right. */
export async function checkCommand(args: readonly string[], options: CheckCommandOptions): Promise<void> {
  try {
    const now = systemClock.now()
    const isAttention = await (options.prices === undefined
      ? checkIds(args, options, now)
      : checkPrices(readPricesOptions(options, idOptions(args, options)), options.url, now))
    process.exitCode = isAttention ? exitCodes.attention : exitCodes.fine
  } catch (error) {
    reportFailure(error instanceof PriceTableError ? new SourceError(error.message) : error, exitCodes.failed)
  }
}

/** The given options that check ids. */
function idOptions(args: readonly string[], { file, scan, since, expiring_days: days }: CheckCommandOptions): string[] {
  const given = { ids: args[0], '--file': file, '--scan': scan, '--since': since, '--expiring_days': days }
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]))
}

/** @returns whether something needs attention */
async function checkIds(args: readonly string[], options: CheckCommandOptions, now: number): Promise<boolean> {
  requirePrices(options)
  const { since, expiring_days } = options
  const checkOptions = readCheckOptions(
    { ...(since !== undefined && { since }), ...(expiring_days !== undefined && { expiring_days }) },
    now,
  )
  const ids = await givenIds(args, options)
  const source = openSource(options.url)
  try {
    const catalogues = await readCatalogues(source, checkOptions, { needsHistory: options.scan !== undefined, say })
    const places = await scannedPlaces(options.scan, catalogues)
    const checked = check([...ids, ...places.keys()], catalogues, checkOptions, now)
    await show({ checked, places, catalogues, checkOptions, now }, options)
    return checked.some(needsAttention)
  } finally {
    await source.close()
  }
}

/** @throws SourceError if there are none: checking nothing must not pass for success */
async function givenIds(args: readonly string[], { file = [], scan = [] }: CheckCommandOptions): Promise<string[]> {
  const nothingElse = args.length === 0 && file.length === 0 && scan.length === 0
  const readsInput = args.includes('-') || file.includes('-') || (nothingElse && !process.stdin.isTTY)
  const fromFiles = await Promise.all(file.filter((path) => path !== '-').map(readIds))
  const fromInput = readsInput ? idsIn(await text(process.stdin)) : []
  const ids = [...args.filter((arg) => arg !== '-'), ...fromFiles.flat(), ...fromInput]
  if (ids.length === 0 && scan.length === 0)
    throw new SourceError(
      'no models to check: give ids, --file, --scan, or ids on standard input (see modelkeep check --help)',
    )
  return ids
}

async function readIds(path: string): Promise<string[]> {
  try {
    return idsIn(await readFile(path, 'utf8'))
  } catch (error) {
    throw new SourceError(unreadableFile(path, error as NodeJS.ErrnoException), { cause: error })
  }
}

function idsIn(content: string): string[] {
  return content
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*/, '').trim())
    .filter((line) => line !== '')
}

async function scannedPlaces(
  patterns: readonly string[] | undefined,
  { present, removed }: Catalogues,
): Promise<ReadonlyMap<string, readonly Place[]>> {
  if (patterns === undefined) return new Map()
  const isKnown = (id: string): boolean => present.has(id) || removed?.has(id) === true
  const { places, files, skipped } = await scanFiles(patterns, process.cwd(), isKnown)
  const skippedNote = skipped > 0 ? `; skipped ${skipped} larger than 5 MB or binary` : ''
  say(`found ${places.size} models in ${files} files${skippedNote}`)
  return places
}

interface Result {
  checked: readonly CheckedModel[]
  places: ReadonlyMap<string, readonly Place[]>
  catalogues: Catalogues
  checkOptions: CheckOptions
  now: number
}

async function show(result: Result, { json, table }: CheckCommandOptions): Promise<void> {
  const { checked, places } = result
  const { where, tier, ageSeconds } = result.catalogues
  const terminal = terminalOf(process.stdout, process.env)
  if (table === true || (terminal.interactive && json !== true)) {
    const report = checkReport(checked, places, terminal)
    await print(process.stdout, `${report}${report === '' ? '' : '\n\n'}${summary(checked, terminal)}\n`)
  } else {
    await print(process.stdout, `${JSON.stringify(asDocument(result), null, 2)}\n`)
  }
  say(`catalogue confirmed ${readableAge(ageSeconds)} ago; from ${tier} (${where})`)
}

function asDocument({ checked, places, catalogues, checkOptions, now }: Result): object {
  const { where, tier, ageSeconds, removed } = catalogues
  return {
    checked_at: new Date(now).toISOString(),
    since: checkOptions.since ?? null,
    source: { where, tier, age_seconds: ageSeconds, knows_the_past: removed !== null },
    attention: checked.filter(needsAttention).length,
    models: checked.map((model) => ({ ...model, ...(places.has(model.id) && { places: places.get(model.id) }) })),
  }
}
