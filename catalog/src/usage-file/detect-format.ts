// What kind of file a text is, by its beginning.
import { isRecord } from '../model/is-record.js'
import { UsageFileError } from './fields.js'
import { parseJson } from './usage-record-reader.js'

export const USAGE_FORMATS = ['csv', 'json', 'ndjson'] as const
export type UsageFormat = (typeof USAGE_FORMATS)[number]

export type DetectedFormat = { format: 'csv' | 'ndjson' } | { format: 'json'; isList: boolean }

/** In characters: enough lines to see what separates the cells of a table. */
export const CSV_HEAD = 16 * 1024
/** In characters: a longer first line is a document. */
const MAX_FIRST_LINE = 1024 * 1024

/** null: more text is needed. The result does not depend on how the file is cut. @throws UsageFileError */
export function detectFormat(text: string, isWhole: boolean): DetectedFormat | null {
  if (text.includes('\0') || text.startsWith('PK\u0003\u0004') || text.startsWith('\u001F\uFFFD'))
    throw new UsageFileError('invalid_file', 'the file is not text; expected CSV, JSON or NDJSON in UTF-8')
  const start = text.trimStart()
  if (start === '') {
    if (isWhole) throw new UsageFileError('invalid_file', 'the file is empty; expected CSV, JSON or NDJSON')
    return null
  }
  if (start.startsWith('[')) return { format: 'json', isList: true }
  if (start.startsWith('{')) return objectsOrDocument(start, isWhole)
  return isWhole || text.length >= CSV_HEAD ? { format: 'csv' } : null
}

/** One object per line, or one object over several lines. */
function objectsOrDocument(text: string, isWhole: boolean): DetectedFormat | null {
  const document: DetectedFormat = { format: 'json', isList: false }
  const end = text.indexOf('\n')
  const first = end === -1 ? text : text.slice(0, end)
  if (first.length > MAX_FIRST_LINE) return document
  if (end === -1 && !isWhole) return text.length > MAX_FIRST_LINE ? document : null
  const parsed = parseJson(first)
  if (parsed.problem === null && isRecord(parsed.value)) return { format: 'ndjson' }
  // A list that goes on in the next line, such as that of a page.
  if (/[[:]\s*$/.test(first)) return document
  // A broken first line, followed by the next object.
  const rest = text.slice(first.length).trimStart()
  if (rest === '' && !isWhole) return null
  return /^\n+\{/.test(text.slice(first.length)) ? { format: 'ndjson' } : document
}
