import type { ImportTally } from '../history/import/import-captures.js'

/** How far an import is. `bytes` of `totalBytes` have been read from the files as they are on disk; null: nobody knows how many there are. */
export interface Progress {
  tally: ImportTally
  elapsedMs: number
  bytes: number
  totalBytes: number | null
}

const barWidth = 24

/** `  41% ████░░░░ 387 captures, 52/s, 12 s left`; without the bar where there is no terminal or no end is known. */
export function progressLine(
  { tally, elapsedMs, bytes, totalBytes }: Progress,
  look: { bar: boolean; color: boolean },
): string {
  const share = totalBytes === null || totalBytes === 0 ? null : Math.min(1, bytes / totalBytes)
  const seconds = elapsedMs / 1000
  const rate = seconds > 0 ? tally.read / seconds : 0
  const left = share === null || share === 0 ? null : (seconds / share) * (1 - share)
  const words = [
    count(tally.read, 'capture'),
    `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`,
    ...(left === null ? [] : [`${readableSeconds(left)} left`]),
  ]
  const percent = share === null ? '' : `${String(Math.floor(share * 100)).padStart(3)}% `
  return percent + (look.bar && share !== null ? `${bar(share, look.color)} ` : '') + words.join(', ')
}

function bar(share: number, color: boolean): string {
  const full = Math.round(share * barWidth)
  const drawn = '█'.repeat(full)
  return (color ? `\u001B[36m${drawn}\u001B[39m` : drawn) + '░'.repeat(barWidth - full)
}

/** The last line: what came of it. */
export function summaryLine(
  { read, added, known, skipped, versions, changes }: ImportTally,
  elapsedMs: number,
): string {
  return `${count(read, 'capture')} read: ${added} new, ${known} known already, ${skipped} skipped; ${count(versions, 'version')} and ${count(changes, 'change')} added, in ${(elapsedMs / 1000).toFixed(1)} s`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function readableSeconds(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
