// The answers of the program, recorded: what the peers serve, byte for byte and with the same headers.
import { readFileSync } from 'node:fs'

/**
 * @typedef {{path: string, encoding: string, etag: string, headers: string[], body: Buffer}} Recorded `headers` flat: name, value
 * @param {string} file as `recordAnswers` wrote it
 * @returns {Recorded[]}
 */
export function readRecording(file) {
  return JSON.parse(readFileSync(file, 'utf8')).map((answer) => ({
    ...answer,
    body: Buffer.from(answer.body, 'base64'),
  }))
}

/** The encodings in the order in which they are preferred; else the plain body. */
export function encodingOf(acceptEncoding = '') {
  if (acceptEncoding.includes('br')) return 'br'
  return acceptEncoding.includes('gzip') ? 'gzip' : 'identity'
}
