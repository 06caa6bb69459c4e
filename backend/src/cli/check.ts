import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { needsAttention, type CheckedModel } from '@modelkeep/catalog/changes/check-models'
import { systemClock } from '../lib/clock.js'
import { check, readCatalogues, readCheckOptions, type Catalogues, type CheckOptions } from './source/check-models.js'
import { CannotAnswer } from './source/model-source.js'
import { scanFiles, type Place } from './source/scan-files.js'
import { checkReport, summary } from './check-report.js'
import { reportFailure } from './failure.js'
import { openSource } from './open-source.js'
import { readableAge } from './readable-age.js'
import { say } from './say.js'
import { print, terminalOf } from './terminal.js'

export interface CheckCommandOptions {
  url?: string
  file?: string[]
  scan?: string[]
  since?: string
  expiring_days?: string
  json?: true
  table?: true
}

const attention = 1
const couldNot = 2

export const checkHelp = `
Ids come from arguments, from files (one a line; what follows # is a remark), from standard input where there is nothing else or - is
given, and from sources: --scan looks through files for ids of models that are in the catalogue, or ever were.

A model needs attention that is gone, not known, expiring (at all, or within --expiring_days), or, with --since, repriced or renamed
since then: the present is compared with that moment, so what went back is no news. For what is gone or expiring the nearest model of
the same author and family is named.

It asks the service that --url or MODELKEEP_URL names; without one it asks as \`modelkeep models\` does. --since and --scan need the
past: a service with a database, or DATABASE_URL, or the DATA_DIR of a \`modelkeep serve\`.

Colour: NO_COLOR, FORCE_COLOR. Exit codes: 0 all is fine; 1 something needs attention; 2 it could not be done (a wrong option, a
pattern that matches no file, nothing there to ask).

  modelkeep check openai/gpt-4o anthropic/claude-sonnet-4.5
  modelkeep check --url https://models.example.com --scan 'src/**/*.{ts,py}' --since 2026-05-01`

/** `modelkeep check`: whether the models that somebody relies on are as they were. */
export async function checkCommand(args: readonly string[], options: CheckCommandOptions): Promise<void> {
  try {
    const now = systemClock.now()
    const { since, expiring_days } = options
    const asked = readCheckOptions(
      { ...(since !== undefined && { since }), ...(expiring_days !== undefined && { expiring_days }) },
      now,
    )
    const ids = await givenIds(args, options)
    const source = openSource(options.url)
    try {
      const catalogues = await readCatalogues(source, asked, { needsPast: options.scan !== undefined, note: say })
      const places = await scannedPlaces(options.scan, catalogues)
      const checked = check([...ids, ...places.keys()], catalogues, asked, now)
      await show({ checked, places, catalogues, asked, now }, options)
      process.exitCode = checked.some(needsAttention) ? attention : 0
    } finally {
      await source.close()
    }
  } catch (error) {
    reportFailure(error, couldNot)
  }
}

/** @throws CannotAnswer where none is given, which is a mistake and no success */
async function givenIds(args: readonly string[], { file = [], scan = [] }: CheckCommandOptions): Promise<string[]> {
  const nothingElse = args.length === 0 && file.length === 0 && scan.length === 0
  const fromInput = args.includes('-') || file.includes('-') || (nothingElse && !process.stdin.isTTY)
  const files = await Promise.all(file.filter((path) => path !== '-').map(readIds))
  const input = fromInput ? idsIn(await text(process.stdin)) : []
  const ids = [...args.filter((arg) => arg !== '-'), ...files.flat(), ...input]
  if (ids.length === 0 && scan.length === 0)
    throw new CannotAnswer(
      'no model to check: give ids, --file, --scan, or ids on standard input (see modelkeep check --help)',
    )
  return ids
}

async function readIds(path: string): Promise<string[]> {
  try {
    return idsIn(await readFile(path, 'utf8'))
  } catch (error) {
    throw new CannotAnswer(
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`,
      { cause: error },
    )
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
  const { places, files, skipped } = await scanFiles(
    patterns,
    process.cwd(),
    (id) => present.has(id) || removed?.has(id) === true,
  )
  say(
    `${places.size} models in ${files} files${skipped > 0 ? `; ${skipped} passed over, being larger than 5 MB or no text` : ''}`,
  )
  return places
}

interface Result {
  checked: readonly CheckedModel[]
  places: ReadonlyMap<string, readonly Place[]>
  catalogues: Catalogues
  asked: CheckOptions
  now: number
}

async function show(
  { checked, places, catalogues, asked, now }: Result,
  { json, table }: CheckCommandOptions,
): Promise<void> {
  const { where, tier, ageSeconds, removed } = catalogues
  const terminal = terminalOf(process.stdout, process.env)
  if (table === true || (terminal.interactive && json !== true)) {
    const report = checkReport(checked, places, terminal)
    await print(process.stdout, `${report}${report === '' ? '' : '\n\n'}${summary(checked, terminal)}\n`)
  } else {
    const document = {
      checked_at: new Date(now).toISOString(),
      since: asked.since ?? null,
      source: { where, tier, age_seconds: ageSeconds, knows_the_past: removed !== null },
      attention: checked.filter(needsAttention).length,
      models: checked.map((model) => ({ ...model, ...(places.has(model.id) && { places: places.get(model.id) }) })),
    }
    await print(process.stdout, `${JSON.stringify(document, null, 2)}\n`)
  }
  say(`catalogue confirmed ${readableAge(ageSeconds)} ago; from ${tier} (${where})`)
}
