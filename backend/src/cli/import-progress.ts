import { systemClock } from '../lib/clock.js'
import type { BadCapture, Place } from '../history/capture/capture.js'
import type { ImportContext, ImportTally } from '../history/import/import-captures.js'
import { say } from './say.js'
import { print } from './terminal.js'

/** The progress of an import. `bytes` counts compressed input; `totalBytes` is null if it is unknown. */
export interface Progress {
  tally: Pick<ImportTally, 'read'>
  elapsedMs: number
  bytes: number
  totalBytes: number | null
}

export interface ProgressDisplay extends Pick<ImportContext, 'onWaiting' | 'onBad' | 'onProgress'> {
  onBytes: (count: number) => void
  /** Writes the summary to standard output. */
  end: (tally: ImportTally, how: { interrupted: boolean; dryRun: boolean }) => Promise<void>
}

const barWidth = 24
const lineIntervalMs = 2_000
const eraseLine = '\r\u001B[K'

/** Shows progress on standard error: a bar that is redrawn on a terminal, otherwise a line every two seconds. */
export function createProgressDisplay(totalBytes: number | null): ProgressDisplay {
  const { stderr, stdout } = process
  const terminal = stderr.isTTY
  const color = terminal && !process.env['NO_COLOR']
  const startedAt = systemClock.now()
  const elapsedMs = (): number => systemClock.now() - startedAt
  let bytes = 0
  let lastLineAt = -Infinity
  const clear = (): void => void (terminal && stderr.write(eraseLine))
  const message = (text: string): void => {
    clear()
    say(text)
  }
  const problems = createProblemReport(message)
  return {
    onBytes: (count) => void (bytes += count),
    onWaiting: () => message('waiting: another process holds the lease'),
    onBad: problems.add,
    onProgress: (tally) => {
      const line = progressLine({ tally, elapsedMs: elapsedMs(), bytes, totalBytes }, { bar: terminal, color })
      if (terminal) stderr.write(eraseLine + line)
      else if (elapsedMs() - lastLineAt >= lineIntervalMs) {
        lastLineAt = elapsedMs()
        stderr.write(`${line}\n`)
      }
    },
    end: async (tally, { interrupted, dryRun }) => {
      problems.end()
      clear()
      const lines = [summaryLine(tally, elapsedMs(), dryRun)]
      if (dryRun) lines.push('dry run: nothing was written')
      else if (tally.importId !== null)
        lines.push(`import ${tally.importId}: \`modelkeep import --undo ${tally.importId}\` reverts it`)
      await print(stdout, `${lines.join('\n')}\n`)
      if (interrupted) message('interrupted: run it again to import the rest')
    },
  }
}

/** `  41% ████░░░░ 387 captures, 52/s, 12 s left`; `noun` names what is read. There is no percentage and no bar if the total is unknown. */
export function progressLine(
  { tally, elapsedMs, bytes, totalBytes }: Progress,
  look: { bar: boolean; color: boolean; noun?: string },
): string {
  const share = totalBytes === null || totalBytes === 0 ? null : Math.min(1, bytes / totalBytes)
  const seconds = elapsedMs / 1000
  const rate = seconds > 0 ? tally.read / seconds : 0
  const facts = [counted(tally.read, look.noun ?? 'capture'), `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`]
  if (share) facts.push(`${readableSeconds((seconds / share) * (1 - share))} left`)
  const percent = share === null ? '' : `${String(Math.floor(share * 100)).padStart(3)}% `
  const drawn = look.bar && share !== null ? `${bar(share, look.color)} ` : ''
  return percent + drawn + facts.join(', ')
}

function bar(share: number, color: boolean): string {
  const full = Math.round(share * barWidth)
  const done = '█'.repeat(full)
  return (color ? `\u001B[36m${done}\u001B[39m` : done) + '░'.repeat(barWidth - full)
}

export function summaryLine(tally: Omit<ImportTally, 'importId'>, elapsedMs: number, dryRun = false): string {
  const { read, added, known, skipped, versions, changes, models, rederived } = tally
  const captures = `${counted(read, 'capture')} read: ${added} new, ${known} known already, ${skipped} skipped`
  const result = `${counted(versions, 'version')} and ${counted(changes, 'change')}`
  const time = `in ${(elapsedMs / 1000).toFixed(1)} s`
  if (!dryRun) return `${captures}; ${result} added, ${time}`
  const byModel = `models: ${models.added} added, ${models.changed} changed, ${models.removed} removed`
  const later = rederived === 0 ? '' : `; ${counted(rederived, 'change')} of later syncs would be derived again`
  return `${captures}; would add ${counted(added, 'sync')}, ${result} (${byModel})${later}, ${time}`
}

const reportedInARow = 50
/** A blank line does not end a row. */
const maxGap = 2

/**
 * Reports each capture that is skipped. Of a long row of unreadable lines, such as those of a file that is no JSON at all, only the
 * first 50 and the number of the others.
 */
export function createProblemReport(message: (text: string) => void): {
  add: (bad: BadCapture) => void
  end: () => void
} {
  let last: Place | null = null
  let inARow = 0
  const end = (): void => {
    const others = inARow - reportedInARow
    if (last !== null && others > 0)
      message(`${last.file}:${last.line}: ${others} more in a row, up to this line, cannot be imported; skipped`)
    inARow = 0
    last = null
  }
  return {
    add: ({ place, message: why }) => {
      if (last?.file !== place.file || place.line <= last.line || place.line > last.line + maxGap) end()
      last = place
      inARow++
      if (inARow <= reportedInARow) message(`${place.file}:${place.line}: ${why}; skipped`)
    },
    end,
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function readableSeconds(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
