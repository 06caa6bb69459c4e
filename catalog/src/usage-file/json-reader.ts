// Reads JSON in pieces: the elements of a list one by one, any other document as a whole.
import { UsageFileError } from './fields.js'
import { expandRecord } from './usage-record.js'
import { newlinesIn, parseJson, type UsageRecord, type UsageRecordReader } from './usage-record-reader.js'

/** In characters. */
const MAX_DOCUMENT = 64 * 1024 * 1024
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
const NEWLINE = 0x0a

/** A document that is no list, such as `{"data": […]}`: read at the end. */
export function createDocumentReader(): UsageRecordReader {
  let text = ''
  return {
    push: (piece) => {
      text += piece
      if (text.length > MAX_DOCUMENT)
        throw new UsageFileError(
          'invalid_file',
          'a JSON document of this size must be a list, or have one object per line',
        )
      return []
    },
    end: () => {
      const parsed = parseJson(text)
      if (parsed.problem !== null) throw new UsageFileError('invalid_file', `the file is ${parsed.problem}`)
      return expandRecord(parsed.value).map((value, at) => ({ line: 1, nr: at + 1, value, problem: null }))
    },
  }
}

/** A list. An element that is not valid JSON is a problem of its own if it is clear where it ends. */
export function createListReader(): UsageRecordReader {
  let element = ''
  let [depth, line, elementLine, nr] = [0, 1, 1, 0]
  let [isText, isEscaped] = [false, false]

  function finish(): UsageRecord[] {
    const text = element
    element = ''
    const start = elementLine + newlinesIn(text.slice(0, text.length - text.trimStart().length))
    elementLine = line
    if (text.trim() === '') return []
    nr += 1
    return [{ line: start, nr, ...parseJson(text) }]
  }

  /** Reads on from `from`. Returns the end of the next element, or -1 if it does not end here. */
  function nextEnd(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === NEWLINE) line += 1
      if (isEscaped) isEscaped = false
      else if (isText) {
        if (code === BACKSLASH) isEscaped = true
        else if (code === QUOTE) isText = false
      } else if (code === QUOTE) isText = true
      else if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        depth -= 1
        if (depth === 0) return at
      } else if (code === COMMA && depth === 1) return at
    }
    return -1
  }

  return {
    push: (text) => {
      const records: UsageRecord[] = []
      let from = 0
      while (from < text.length) {
        const wasOpen = depth > 0
        const end = nextEnd(text, from)
        const piece = text.slice(from, end === -1 ? undefined : end)
        // What comes before the list is its bracket.
        element += wasOpen ? piece : piece.replace(/^(\s*)\[/, '$1')
        if (end === -1) break
        records.push(...finish())
        from = end + 1
      }
      if (element.length > MAX_DOCUMENT)
        throw new UsageFileError('invalid_file', `line ${elementLine}: an element of the list does not end`)
      return records.flatMap(expanded)
    },
    end: () => {
      if (depth === 0 && element.trim() === '') return []
      const problem = depth > 0 ? 'the file ends in the middle of the list' : 'there is text after the end of the list'
      return [{ line, nr: nr + 1, problem }]
    },
  }
}

/** One object per line; blank lines are left out. */
export function createNdjsonReader(): UsageRecordReader {
  let pending = ''
  let [line, nr] = [0, 0]
  const read = (text: string): UsageRecord[] => {
    line += 1
    if (text.trim() === '') return []
    nr += 1
    return expanded({ line, nr, ...parseJson(text) })
  }
  return {
    push: (text) => {
      const lines = (pending + text).split('\n')
      pending = lines.pop() ?? ''
      if (pending.length > MAX_DOCUMENT)
        throw new UsageFileError('invalid_file', `line ${line + 1} is too long to be usage`)
      return lines.flatMap(read)
    },
    end: () => (pending === '' ? [] : read(pending)),
  }
}

function expanded(record: UsageRecord): UsageRecord[] {
  if (record.problem !== null) return [record]
  return expandRecord(record.value).map((value) => ({ ...record, value }))
}
