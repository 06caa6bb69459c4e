import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { systemClock } from '../lib/clock.js'
import { exportCatalogue, exportHistory, ExportImpossible } from '../history/export.js'
import { createLogger } from '../observe/logger.js'
import type { Database } from '../postgres/database.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'

export interface ExportOptions {
  /** Unix milliseconds. */
  asOf?: number
  history?: true
  output?: string
}

/** `modelkeep export`: writes what `import` reads, to standard output or to a file that is only there once it is whole. */
export async function exportCommand(options: ExportOptions): Promise<void> {
  if (options.history && options.asOf !== undefined)
    throw new ExportImpossible('--history writes every moment and --as-of one: give one of them')
  if (options.asOf !== undefined && options.asOf > systemClock.now())
    throw new ExportImpossible('--as-of is in the future')
  const config = configFromEnvironment()
  const db = await databaseForCommand(config, createLogger({ level: 'warn', terminal: process.stderr.isTTY }))
  try {
    if (options.output === undefined) await toStandardOutput(linesOf(db, options))
    else await toFile(linesOf(db, options), options.output)
  } finally {
    await db.close()
  }
}

async function* linesOf(db: Database, { asOf, history }: ExportOptions): AsyncGenerator<string> {
  if (history) yield* exportHistory(db)
  else yield await exportCatalogue(db, asOf ?? null)
}

async function toStandardOutput(lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(lines), process.stdout, { end: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error // whoever reads has enough
  }
}

async function toFile(lines: AsyncIterable<string>, file: string): Promise<void> {
  const unfinished = `${file}.part`
  try {
    const target = createWriteStream(unfinished)
    await (file.endsWith('.gz')
      ? pipeline(Readable.from(lines), createGzip(), target)
      : pipeline(Readable.from(lines), target))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
