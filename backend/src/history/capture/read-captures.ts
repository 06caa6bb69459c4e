import { BadCapture, type Capture, type CaptureParser } from './capture.js'
import { splitDocuments } from './split-documents.js'
import { splitLines } from './split-lines.js'

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

/** Reads the captures of one source: NDJSON, or JSON documents over many lines. What cannot be read does not affect the rest. */
export async function* readCaptures(
  { file, bytes }: CaptureSource,
  { parse, maxBytes }: SourceOptions,
): AsyncGenerator<Capture | BadCapture> {
  for await (const document of splitDocuments(splitLines(bytes, maxBytes), maxBytes)) {
    const place = { file, line: document.line }
    if (document.text === null) yield new BadCapture(place, document.why)
    else yield* parse(document.text, place)
  }
}

/** The same for a file that should hold captures. An empty one may be left of a download that failed, and is reported. */
export async function* readCaptureFile(
  source: CaptureSource,
  options: SourceOptions,
): AsyncGenerator<Capture | BadCapture> {
  let isEmpty = true
  for await (const capture of readCaptures(source, options)) {
    isEmpty = false
    yield capture
  }
  if (isEmpty) yield new BadCapture({ file: source.file, line: 1 }, 'the file is empty: expected one capture per line')
}
