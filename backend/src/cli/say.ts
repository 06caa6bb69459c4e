import { plainText } from './terminal.js'

/** Writes a message to standard error: standard output is for results. */
export function say(...lines: string[]): void {
  process.stderr.write(`modelkeep: ${lines.map(plainText).join('\n')}\n`)
}
