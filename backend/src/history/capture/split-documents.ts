import { createJsonScanner, type JsonScanner } from './json-scanner.js'
import { tooLong, type Line, type TextLine } from './split-lines.js'

interface OpenDocument {
  firstLine: number
  lastLine: number
  scanner: JsonScanner
  /** Joined from time to time: one string for each short line takes a multiple of its size. */
  chunks: string[]
  recent: string[]
  length: number
  /** One of its lines is a capture, as in a list with one capture per line. */
  hasCapture: boolean
}

const joinEvery = 1_000

/**
 * Joins lines to JSON documents, each with the number of its first line. Usually each line is one. A line that opens a list or an object
 * without closing it starts a document over many lines, such as a pretty-printed response. If such a document is broken, because a
 * capture starts where none may, its lines are returned one by one, so that it takes no complete capture with it.
 */
export async function* splitDocuments(lines: AsyncIterable<Line>, maxBytes: number): AsyncGenerator<Line> {
  let open: OpenDocument | null = null
  for await (const line of lines) {
    if (line.text === null) {
      if (open !== null) yield* unfinished(open, maxBytes)
      open = null
      yield line
      continue
    }
    if (open !== null && startsAnew(line.text, open.scanner)) {
      yield* linesOf(open, maxBytes)
      open = null
    }
    const document: OpenDocument = open ?? startDocument(line.line)
    append(document, line, maxBytes)
    open = isOver(document) ? null : document
    if (open === null) yield* finished(document, maxBytes)
  }
  if (open !== null) yield* unfinished(open, maxBytes)
}

function startDocument(line: number): OpenDocument {
  return {
    firstLine: line,
    lastLine: line,
    scanner: createJsonScanner(),
    chunks: [],
    recent: [],
    length: 0,
    hasCapture: false,
  }
}

function append(document: OpenDocument, { line, text }: TextLine, maxBytes: number): void {
  const { scanner, recent } = document
  const skipped = line - document.lastLine // blank lines are not in the source of lines, but count
  scanner.scan(text)
  document.lastLine = line
  document.length += skipped + text.length
  if (document.length > maxBytes) {
    document.chunks = []
    document.recent = []
    return
  }
  document.hasCapture ||= text.includes('"data"') && isCapture(text.replace(/,\s*$/, ''))
  recent.push('\n'.repeat(skipped), text)
  if (recent.length >= joinEvery) document.chunks.push(recent.splice(0).join(''))
}

/** A text that opens nothing is over, and so is a first line that was cut off within a string. */
function isOver({ scanner, firstLine, lastLine }: OpenDocument): boolean {
  return scanner.isComplete() || scanner.depth() === 0 || (firstLine === lastLine && scanner.hasOpenString())
}

/** Whether a line cannot belong to the open document: nothing may open there, or it is a capture outside of a list of captures. */
function startsAnew(line: string, scanner: JsonScanner): boolean {
  if (!/^\s*[{[]/.test(line)) return false
  return !scanner.mayOpen() || (isCapture(line) && !(scanner.isList() && scanner.depth() === 1))
}

function isCapture(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.startsWith('{') && trimmed.endsWith('}') && /"data"\s*:\s*\[/.test(trimmed)
}

function* finished(document: OpenDocument, maxBytes: number): Generator<Line> {
  const { firstLine: line, lastLine, scanner, hasCapture, length } = document
  const problem = scanner.problem() ?? (length > maxBytes ? tooLong(maxBytes) : null)
  if (problem !== null) return yield { line, text: null, why: problem }
  const text = textOf(document)
  if (hasCapture && lastLine > line && !isJson(text)) yield* linesOf(document, maxBytes)
  else yield { line, text }
}

function* unfinished(document: OpenDocument, maxBytes: number): Generator<Line> {
  const { firstLine: line, lastLine, hasCapture, length } = document
  if (hasCapture && lastLine > line && length <= maxBytes) yield* linesOf(document, maxBytes)
  else {
    const end = lastLine > line ? `at line ${lastLine}` : 'at the end of the line'
    const why = `the JSON that starts here is not complete ${end}: expected a whole document, or one capture per line`
    yield { line, text: null, why }
  }
}

function* linesOf(document: OpenDocument, maxBytes: number): Generator<Line> {
  if (document.length > maxBytes) return yield { line: document.firstLine, text: null, why: tooLong(maxBytes) }
  const text = textOf(document)
  let line = document.firstLine
  for (let from = 0; from <= text.length; line++) {
    const newline = text.indexOf('\n', from)
    const end = newline === -1 ? text.length : newline
    const lineText = text.slice(from, end).replace(/([}\]])\s*,\s*$/, '$1')
    if (lineText.trim() !== '') yield { line, text: lineText }
    from = end + 1
  }
}

function textOf({ chunks, recent }: OpenDocument): string {
  return [...chunks, ...recent].join('')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
