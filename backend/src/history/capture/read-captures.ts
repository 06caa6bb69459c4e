import { BadCapture, type Capture, type Place } from './capture.js'
import { splitLines, type Line } from './split-lines.js'

export interface CaptureSource {
  /** As a person knows it. */
  file: string
  bytes: AsyncIterable<Buffer>
}

export interface SourceOptions {
  read: (text: string, place: Place) => Capture
  /** No line, and no document, may be longer, decompressed. */
  longestBytes: number
}

/**
 * The captures of one source, or why one of them is none: a capture a line, or one document over many lines, as upstream's
 * answer is when somebody has made it readable. Content decides which: a first line that begins an object and does not end it
 * begins a document, unless a line after it is a capture.
 */
export async function* readCaptures(
  { file, bytes }: CaptureSource,
  { read, longestBytes }: SourceOptions,
): AsyncGenerator<Capture | BadCapture> {
  const attempt = ({ text, line }: TextLine): Capture | BadCapture => {
    try {
      return read(text, { file, line })
    } catch (error) {
      if (error instanceof BadCapture) return error
      throw error
    }
  }
  let document: TextLine[] | null = null
  let isFirst = true
  let size = 0
  for await (const line of splitLines(bytes, longestBytes)) {
    if (isFirst && beginsDocument(line)) document = []
    isFirst = false
    if (line.text === null) yield new BadCapture({ file, line: line.line }, line.why)
    else if (document === null) yield attempt(line)
    else if (isCapture(line.text)) {
      for (const broken of [...document, line]) yield attempt(broken)
      document = null
    } else {
      size += line.text.length
      if (size > longestBytes)
        return yield new BadCapture({ file, line: 1 }, `longer than ${longestBytes} bytes (MAX_UPSTREAM_BYTES)`)
      document.push(line)
    }
  }
  if (document?.length) yield attempt({ text: document.map(({ text }) => text).join('\n'), line: document[0]!.line })
}

type TextLine = Extract<Line, { text: string }>

function beginsDocument({ text }: Line): boolean {
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
