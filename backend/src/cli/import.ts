import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { systemClock } from '../lib/clock.js'
import type { Config } from '../config.js'
import { createCaptureParser, type BadCapture, type Capture } from '../history/capture/capture.js'
import { readCaptureFile, type SourceOptions } from '../history/capture/read-captures.js'
import { importCaptures, rehearseImport } from '../history/import/import-captures.js'
import { undoImport } from '../history/import/undo-import.js'
import type { LeaseContext } from '../history/import/with-lease.js'
import { createLogger } from '../observe/logger.js'
import { importLog } from '../postgres/queries/undone-import.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'
import { unreadableFile } from './failure.js'
import { checkImportOptions, type ImportOptions } from './import-options.js'
import { createProgressDisplay, type ProgressDisplay } from './import-progress.js'
import { importTable, undoneLine } from './import-log.js'
import { print } from './terminal.js'

/** A batch takes a second or two. The lease is renewed meanwhile, and expires soon after this process is killed. */
const leaseTtlMs = 10_000
const exitCodes = { complete: 0, someSkipped: 2, interrupted: 130 }
const listedImports = 50

/** An import, an undo or a listing, connected to the database. */
interface ImportSession extends LeaseContext {
  config: Config
  signal: AbortSignal
  display: ProgressDisplay
}

/** `modelkeep import FILE…`, `import --undo ID`, `import --list` */
export async function importCommand(files: readonly string[], options: ImportOptions): Promise<void> {
  checkImportOptions(files, options, systemClock.now())
  const display = createProgressDisplay(await totalSize(files))
  const config = configFromEnvironment()
  const db = await databaseForCommand(config, createLogger({ level: 'warn', terminal: process.stderr.isTTY }))
  const stop = new AbortController()
  // A second signal ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error('interrupted')))
  const session = {
    db,
    config,
    display,
    clock: systemClock,
    holder: `${hostname()}/import/${randomUUID()}`,
    leaseTtlMs,
    signal: stop.signal,
    onWaiting: display.onWaiting,
  }
  try {
    if (options.list) await print(process.stdout, importTable(await importLog(db, listedImports)))
    else if (options.undo !== undefined) await undo(session, options.undo)
    else await importFiles(session, files, options)
  } finally {
    await db.close()
  }
}

async function importFiles(session: ImportSession, files: readonly string[], options: ImportOptions): Promise<void> {
  const { config, display, signal } = session
  const { scope, observedAt = null, allowShrink = false, dryRun = false } = options
  const parse = createCaptureParser({ scope, observedAt, allowShrink, now: () => systemClock.now() })
  const captures = capturesIn(files, { parse, maxBytes: config.upstream.maxBytes }, display.onBytes)
  const { maxShrinkPercent } = config
  const context = { ...session, ...display, files, maxShrinkPercent, allowShrink }
  const tally = await (dryRun ? rehearseImport : importCaptures)(context, captures)
  await display.end(tally, { interrupted: signal.aborted, dryRun })
  process.exitCode = exitCodes[signal.aborted ? 'interrupted' : tally.skipped > 0 ? 'someSkipped' : 'complete']
}

async function undo(session: ImportSession, id: number): Promise<void> {
  const undone = await undoImport(session, id)
  if (undone === null) process.exitCode = exitCodes.interrupted
  else await print(process.stdout, `${undoneLine(undone)}\n`)
}

/** null if a source has no size, such as standard input. @throws if a file cannot be read */
async function totalSize(files: readonly string[]): Promise<number | null> {
  const sizes = await Promise.all(files.map(sizeOf))
  return sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0)
}

async function sizeOf(file: string): Promise<number | null> {
  if (file === '-') return null
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(unreadableFile(file, error), { cause: error })
  })
  if (found.isDirectory()) throw new Error(`${file} is a directory: name the files in it`)
  return found.isFile() ? found.size : null
}

async function* capturesIn(
  files: readonly string[],
  options: SourceOptions,
  onBytes: (count: number) => void,
): AsyncGenerator<Capture | BadCapture> {
  for (const file of files) {
    const isInput = file === '-'
    const stream = (isInput ? process.stdin : createReadStream(file)) as AsyncIterable<Buffer>
    yield* readCaptureFile({ file: isInput ? 'standard input' : file, bytes: counted(stream, onBytes) }, options)
  }
}

async function* counted(source: AsyncIterable<Buffer>, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    onBytes(chunk.length)
    yield chunk
  }
}
