import { systemClock } from '../lib/clock.js'
import { say } from './say.js'

const redrawMs = 100
const lineMs = 2_000
const eraseLine = '\r\u001B[K'
/** Each line begins with `{"observed_at":"` and a time. */
const dateAt = '{"observed_at":"'.length

/** Passes the lines of an export on and shows progress on standard error, as an import does. */
export async function* withProgress(lines: AsyncIterable<string>, isVisible: boolean): AsyncGenerator<string> {
  const { stderr } = process
  const startedAt = systemClock.now()
  const everyMs = stderr.isTTY ? redrawMs : lineMs
  let [count, bytes, shownAt] = [0, 0, startedAt]
  for await (const line of lines) {
    count++
    bytes += Buffer.byteLength(line)
    const now = systemClock.now()
    if (isVisible && now - shownAt >= everyMs) {
      shownAt = now
      const text = `${exportedText(count, bytes)}, up to ${line.slice(dateAt, dateAt + 10)}`
      stderr.write(stderr.isTTY ? eraseLine + text : `${text}\n`)
    }
    yield line
  }
  if (isVisible && stderr.isTTY) stderr.write(eraseLine)
  if (isVisible) say(`${exportedText(count, bytes)}, in ${((systemClock.now() - startedAt) / 1000).toFixed(1)} s`)
}

/** `bytes` before compression. */
export function exportedText(count: number, bytes: number): string {
  return `${count} ${count === 1 ? 'catalogue' : 'catalogues'} exported, ${(bytes / 1e6).toFixed(1)} MB`
}
