import { BadCapture, type Capture, type CaptureParser } from './capture.js'
import { splitLines, type Line, type TextLine } from './split-lines.js'

export interface CaptureSource {
  /** Its name in messages. */
  file: string
  bytes: AsyncIterable<Buffer>
}

export interface SourceOptions {
  parse: CaptureParser
  /** The limit on one line, and on one document, after decompression. */
  maxBytes: number
}

/**
 * Reads the captures of one source: NDJSON with one capture per line, or one JSON document over many lines, such as a pretty-printed
 * upstream response. A first line that starts an object without completing it starts a document, unless a later line is a complete
 * capture.
 */
export async function* readCaptures(
  { file, bytes }: CaptureSource,
  { parse, maxBytes }: SourceOptions,
): AsyncGenerator<Capture | BadCapture> {
  const tryParse = ({ text, line }: TextLine): Capture | BadCapture => {
    try {
      return parse(text, { file, line })
    } catch (error) {
      if (error instanceof BadCapture) return error
      throw error
    }
  }
  let document: TextLine[] | null = null
  let isFirst = true
  let size = 0
  for await (const line of splitLines(bytes, maxBytes)) {
    if (isFirst && startsDocument(line)) document = []
    isFirst = false
    if (line.text === null) yield new BadCapture({ file, line: line.line }, line.why)
    else if (document === null) yield tryParse(line)
    else if (isCapture(line.text)) {
      for (const broken of [...document, line]) yield tryParse(broken)
      document = null
    } else {
      size += line.text.length
      if (size > maxBytes)
        return yield new BadCapture({ file, line: 1 }, `longer than ${maxBytes} bytes (MAX_UPSTREAM_BYTES)`)
      document.push(line)
    }
  }
  if (document?.length) yield tryParse({ text: document.map(({ text }) => text).join('\n'), line: document[0]!.line })
}

function startsDocument({ text }: Line): boolean {
  if (text === null || !/^\s*\{/.test(text)) return false
  try {
    JSON.parse(text)
    return false
  } catch {
    return true
  }
}

function isCapture(text: string): boolean {
  return /^\s*\{.*"data"\s*:.*\}\s*$/s.test(text)
}
