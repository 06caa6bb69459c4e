import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { InvalidArgumentError } from 'commander'
import type { Scope } from '@modelkeep/catalog/contract/syncs'
import { systemClock } from '../lib/clock.js'
import { createCaptureParser, type BadCapture, type Capture } from '../history/capture/capture.js'
import { problemOfTime } from '../history/capture/envelope.js'
import { readCaptures, type SourceOptions } from '../history/capture/read-captures.js'
import { parseRfc3339 } from '../history/capture/rfc3339.js'
import { importCaptures } from '../history/import/import-captures.js'
import { createLogger } from '../observe/logger.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'
import { unreadableFile } from './failure.js'
import { createProgressDisplay } from './import-progress.js'

export interface ImportOptions {
  scope: Scope
  /** Unix milliseconds. */
  observedAt?: number
  allowShrink?: boolean
}

/** A batch takes a second or two. The lease is renewed meanwhile, and expires soon after this process is killed. */
const leaseTtlMs = 10_000
const exitCodes = { complete: 0, someSkipped: 2, interrupted: 130 }

/** `modelkeep import FILE…` */
export async function importCommand(files: readonly string[], options: ImportOptions): Promise<void> {
  if (options.observedAt !== undefined && files.length > 1)
    throw new Error('--observed-at sets the time of one response: give one FILE')
  const timeProblem = options.observedAt === undefined ? null : problemOfTime(options.observedAt, systemClock.now())
  if (timeProblem !== null) throw new Error(`--observed-at ${timeProblem}`)
  const totalBytes = await totalSize(files)
  const { allowShrink = false } = options
  const config = configFromEnvironment()
  const db = await databaseForCommand(config, createLogger({ level: 'warn', terminal: process.stderr.isTTY }))
  const display = createProgressDisplay(totalBytes)
  const stop = new AbortController()
  // A second signal ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error('interrupted')))
  try {
    const parse = createCaptureParser({
      scope: options.scope,
      observedAt: options.observedAt ?? null,
      allowShrink,
      now: () => systemClock.now(),
    })
    const captures = capturesIn(files, { parse, maxBytes: config.upstream.maxBytes }, display.onBytes)
    const context = {
      db,
      clock: systemClock,
      holder: `${hostname()}/import/${randomUUID()}`,
      leaseTtlMs,
      signal: stop.signal,
      maxShrinkPercent: config.maxShrinkPercent,
      allowShrink,
      ...display,
    }
    const tally = await importCaptures(context, captures)
    display.end(tally, stop.signal.aborted)
    process.exitCode = exitCodes[stop.signal.aborted ? 'interrupted' : tally.skipped > 0 ? 'someSkipped' : 'complete']
  } finally {
    await db.close()
  }
}

/** Parses an RFC 3339 option for commander, to Unix milliseconds. */
export function momentArgument(text: string): number {
  const moment = parseRfc3339(text)
  if (moment === null) throw new InvalidArgumentError('It must be an RFC 3339 time such as 2026-03-01T12:00:00Z.')
  return moment
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
    yield* readCaptures({ file: isInput ? 'standard input' : file, bytes: counted(stream, onBytes) }, options)
  }
}

async function* counted(source: AsyncIterable<Buffer>, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    onBytes(chunk.length)
    yield chunk
  }
}
