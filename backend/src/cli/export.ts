import { constants, createWriteStream } from 'node:fs'
import { access, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { diskProblem } from '@modelkeep/embedded-postgres/disk-problem'
import { systemClock } from '../lib/clock.js'
import { exportCatalogue, exportHistory, ExportImpossible } from '../history/export.js'
import { createLogger } from '../observe/logger.js'
import type { Database } from '../postgres/database.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'
import { withProgress } from './export-progress.js'

export interface ExportOptions {
  /** Unix milliseconds. */
  asOf?: number
  history?: true
  output?: string
}

/** `modelkeep export`: writes what `import` reads, to standard output or to a file that appears only when it is complete. */
export async function exportCommand(options: ExportOptions): Promise<void> {
  if (options.history && options.asOf !== undefined)
    throw new ExportImpossible('--history and --as-of exclude each other')
  if (options.asOf !== undefined && options.asOf > systemClock.now())
    throw new ExportImpossible('--as-of is in the future')
  const output = outputFile(options)
  if (output !== null) await assertWritable(output)
  const config = configFromEnvironment()
  const db = await databaseForCommand(config, createLogger({ level: 'warn', terminal: process.stderr.isTTY }))
  try {
    // On a terminal the lines themselves show it, and one catalogue takes no time.
    const isVisible = output !== null || (options.history === true && !process.stdout.isTTY)
    const lines = Readable.from(withProgress(exportedLines(db, options), isVisible))
    if (output === null) await writeToStandardOutput(lines)
    else await writeToFile(lines, output)
  } finally {
    await db.close()
  }
}

/** null: standard output, which is `-` as for `import`. */
export function outputFile({ output }: Pick<ExportOptions, 'output'>): string | null {
  return output === undefined || output === '-' ? null : output
}

async function* exportedLines(db: Database, { asOf, history }: ExportOptions): AsyncGenerator<string> {
  if (history) yield* exportHistory(db)
  else yield await exportCatalogue(db, asOf ?? null)
}

async function writeToStandardOutput(lines: Readable): Promise<void> {
  try {
    await pipeline(lines, process.stdout, { end: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error // the reader, such as `head`, has enough
  }
}

async function writeToFile(lines: Readable, file: string): Promise<void> {
  const isDevice = (await stat(file).catch(() => null))?.isFile() === false // such as /dev/null, which must not be replaced
  const unfinished = isDevice ? file : `${file}.part`
  try {
    const target = createWriteStream(unfinished)
    await (file.endsWith('.gz') ? pipeline(lines, createGzip(), target) : pipeline(lines, target))
    if (!isDevice) await rename(unfinished, file)
  } catch (error) {
    if (!isDevice) await rm(unfinished, { force: true }).catch(() => {})
    throw notWritable(file, error)
  }
}

/** Before the database is opened, which may take long. @throws ExportImpossible */
async function assertWritable(file: string): Promise<void> {
  try {
    if ((await stat(file).catch(() => null))?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    await access(`${dirname(file)}/.`, constants.W_OK)
  } catch (error) {
    throw notWritable(file, error)
  }
}

function notWritable(file: string, error: unknown): unknown {
  const problem = diskProblem(error)
  if (problem === null) return error
  const folder = (error as NodeJS.ErrnoException).code === 'EISDIR' ? '' : ` in ${dirname(file)}`
  return new ExportImpossible(`${file} cannot be written${folder}: ${problem}`)
}
