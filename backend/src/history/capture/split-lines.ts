import { gunzipped } from './gunzip.js'

export interface TextLine {
  /** Counts from 1. */
  line: number
  text: string
}

/** One line without its end, or why it cannot be read. */
export type Line = TextLine | { line: number; text: null; why: string }

const [newline, carriageReturn, space, tab] = [10, 13, 32, 9] as const

/**
 * Splits a source into lines, gunzipping it first if its content starts like gzip. Blank lines are counted and skipped. At most
 * `maxBytes` of a line are held in memory. A source that breaks off ends with a line that says so, after all that precedes the break.
 */
export async function* splitLines(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  const splitter = createSplitter(maxBytes)
  try {
    for await (const chunk of gunzipped(source)) {
      for (const line of splitter.push(chunk)) {
        yield line
        if (line.line === 1 && 'why' in line && line.why === notText) return
      }
    }
  } catch (error) {
    let line = splitter.line()
    const [last] = [...splitter.end()]
    // The last line may be complete although its end is missing.
    if (last !== undefined && last.text !== null && isJson(last.text)) {
      yield last
      line++
    }
    return yield { line, text: null, why: `cannot be read from here on: ${(error as Error).message}` }
  }
  yield* splitter.end()
}

/** Of a first line. The others would be no better: it is another encoding, a binary file or another compression. */
const notText = 'not valid UTF-8: expected JSON in UTF-8, plain or gzipped; the file is not read further'

export const tooLong = (maxBytes: number): string =>
  `longer than ${maxBytes} bytes (MAX_UPSTREAM_BYTES): expected one capture per line, for example from \`jq -c\``

function createSplitter(maxBytes: number) {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let buffer: Buffer = Buffer.alloc(0)
  let length = 0
  let line = 1

  /** Copies into one buffer: a line may arrive in any number of small chunks. */
  function add(part: Buffer): void {
    const start = length
    length += part.length
    if (length > maxBytes) return
    if (length > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(length, 2 * buffer.length)))
      buffer.copy(larger, 0, 0, start)
      buffer = larger
    }
    part.copy(buffer, start)
  }

  function* finishLine(): Generator<Line> {
    const bytes = buffer.subarray(0, Math.min(length, maxBytes))
    const finished: Line | null =
      length > maxBytes ? { line, text: null, why: tooLong(maxBytes) } : isBlank(bytes) ? null : decode(bytes)
    length = 0
    line++
    if (finished !== null) yield finished
  }

  function decode(bytes: Buffer): Line {
    try {
      return { line, text: decoder.decode(bytes).replace(/^\uFEFF/, '') }
    } catch {
      return { line, text: null, why: line === 1 ? notText : 'not valid UTF-8: expected JSON in UTF-8' }
    }
  }

  return {
    line: () => line,
    *push(chunk: Buffer): Generator<Line> {
      let from = 0
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
        add(chunk.subarray(from, end))
        yield* finishLine()
        from = end + 1
      }
      if (from < chunk.length) add(chunk.subarray(from))
    },
    *end(): Generator<Line> {
      if (length > 0) yield* finishLine()
    },
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === space || byte === tab || byte === carriageReturn)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
