import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { InvalidArgumentError } from 'commander'
import type { Scope } from '@modelkeep/catalog/contract/api'
import { systemClock } from '../lib/clock.js'
import { createCaptureParser, type BadCapture, type Capture } from '../history/capture/capture.js'
import { readCaptures } from '../history/capture/read-captures.js'
import { parseRfc3339 } from '../history/capture/rfc3339.js'
import { importCaptures, type ImportTally } from '../history/import/import-captures.js'
import { progressLine, summaryLine } from './import-progress.js'
import { createLogger } from '../observe/logger.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'

export interface ImportOptions {
  scope: Scope
  /** Unix milliseconds. */
  observedAt?: number
}

/** A batch takes a second or two: a lease of this length is renewed in time, and soon free when this process is killed. */
const leaseTtlMs = 10_000
const betweenPlainLinesMs = 2_000
const someWereSkipped = 2
const interrupted = 130

/** `modelkeep import FILE…`: exit code 0 when all is in history, 2 when something was skipped, 1 when it could not run, 130 when interrupted. */
export async function importCommand(files: readonly string[], options: ImportOptions): Promise<void> {
  if (options.observedAt !== undefined && files.length > 1)
    throw new Error('--observed-at says when one answer was observed: give one FILE')
  const sizes = await Promise.all(files.map(sizeOf))
  const config = configFromEnvironment()
  const db = await databaseForCommand(config, createLogger({ level: 'warn', terminal: process.stderr.isTTY }))
  const show = progressDisplay(sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error('interrupted'))) // told twice, it ends at once
  try {
    const read = createCaptureParser({
      scope: options.scope,
      observedAt: options.observedAt ?? null,
      now: () => systemClock.now(),
    })
    const captures = capturesIn(files, { read, longestBytes: config.upstream.maxBytes }, show.bytes)
    const tally = await importCaptures(
      {
        db,
        clock: systemClock,
        holder: `${hostname()}/import/${randomUUID()}`,
        leaseTtlMs,
        signal: stop.signal,
        onWaiting: show.waiting,
        onBad: show.bad,
        onProgress: show.progress,
      },
      captures,
    )
    show.end(tally)
    if (stop.signal.aborted) show.say('interrupted: run it again, and it goes on where it stopped')
    process.exitCode = stop.signal.aborted ? interrupted : tally.skipped > 0 ? someWereSkipped : 0
  } finally {
    await db.close()
  }
}

/** For commander: RFC 3339 to Unix milliseconds. */
export function momentArgument(text: string): number {
  const moment = parseRfc3339(text)
  if (moment === null) throw new InvalidArgumentError('It is no moment in RFC 3339, such as 2026-03-01T12:00:00Z.')
  return moment
}

/** null for what has no size, such as standard input. @throws where there is no such file */
async function sizeOf(file: string): Promise<number | null> {
  if (file === '-') return null
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`, {
      cause: error,
    })
  })
  if (found.isDirectory()) throw new Error(`${file} is a directory: name the files in it`)
  return found.isFile() ? found.size : null
}

async function* capturesIn(
  files: readonly string[],
  options: Parameters<typeof readCaptures>[1],
  onBytes: (bytes: number) => void,
): AsyncGenerator<Capture | BadCapture> {
  for (const file of files) {
    const stream = file === '-' ? process.stdin : createReadStream(file)
    yield* readCaptures(
      { file: file === '-' ? 'standard input' : file, bytes: counted(stream as AsyncIterable<Buffer>, onBytes) },
      options,
    )
  }
}

async function* counted(source: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    onBytes(chunk.length)
    yield chunk
  }
}

/** On standard error: a bar that is drawn anew on a terminal, else a line now and then. The summary goes to standard output. */
function progressDisplay(totalBytes: number | null) {
  const { stderr } = process
  const terminal = stderr.isTTY
  const color = terminal && !process.env['NO_COLOR']
  const startedAt = systemClock.now()
  let bytes = 0
  let toldAt = -Infinity
  const say = (line: string): void => void stderr.write(`${terminal ? '\r\u001B[K' : ''}${line}\n`)
  const elapsedMs = (): number => systemClock.now() - startedAt
  return {
    say,
    bytes: (more: number) => void (bytes += more),
    waiting: () => say('waiting: another process has the lease just now'),
    bad: ({ place, message }: BadCapture) => say(`${place.file}:${place.line}: ${message}; skipped`),
    progress: (tally: ImportTally) => {
      const line = progressLine({ tally, elapsedMs: elapsedMs(), bytes, totalBytes }, { bar: terminal, color })
      if (terminal) stderr.write(`\r\u001B[K${line}`)
      else if (elapsedMs() - toldAt >= betweenPlainLinesMs) {
        toldAt = elapsedMs()
        say(line)
      }
    },
    end: (tally: ImportTally) => {
      if (terminal) stderr.write('\r\u001B[K')
      process.stdout.write(`${summaryLine(tally, elapsedMs())}\n`)
    },
  }
}
