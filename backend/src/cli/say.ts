import { plainText } from './terminal.js'

/** One line to standard error: standard output is the answer's alone. */
export function say(sentence: string): void {
  process.stderr.write(`modelkeep: ${plainText(sentence)}\n`)
}
