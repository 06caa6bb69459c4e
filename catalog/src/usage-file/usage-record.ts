// What one record of a usage file is: a row of columns, or a logged response with its usage object.
import { isCountName } from '../cost/ignored-counts.js'
import { isRecord } from '../model/is-record.js'
import { langfuseUsage } from './langfuse-usage.js'

export type Fields = Readonly<Record<string, unknown>>

export interface LoggedUsage {
  /** The record, and the response in it, with the cost of the usage object, which is left out. */
  fields: Fields
  /** As the API returned it, or with plain names. */
  usage: Fields
}

const USAGE_KEYS = ['usage', 'usageMetadata', 'usage_metadata']
const DETAIL_KEYS = ['usageDetails', 'usage_details']
/** Objects in a record that may hold counts. */
const MAX_DEPTH = 3
const BUCKET_TIMES = ['start_time', 'starting_at', 'bucket_start_time']

/** The rows in a JSON value: those of a page (`{data: […]}`), of the buckets of a usage API, or the value itself. */
export function expandRecord(value: unknown): unknown[] {
  if (!isRecord(value) || USAGE_KEYS.some((key) => isRecord(value[key]))) return [value]
  const { data, results } = value
  if (Array.isArray(data)) return data.flatMap(expandRecord)
  if (isRecord(data) && value['model'] === undefined) return expandRecord(data)
  const time = BUCKET_TIMES.find((key) => value[key] !== undefined)
  if (Array.isArray(results) && time !== undefined)
    return results.map((result: unknown) => (isRecord(result) ? { [time]: value[time], ...result } : result))
  return [value]
}

/** null if the record has no usage object: then its fields are counts. @throws CellError */
export function loggedUsage(record: Fields): LoggedUsage | null {
  const details = firstObject(record, DETAIL_KEYS)
  const langfuse = langfuseUsage(details?.value ?? firstObject(record, USAGE_KEYS)?.value)
  if (langfuse !== null) return { fields: without(record, [...USAGE_KEYS, ...DETAIL_KEYS]), usage: langfuse }
  const { response } = record
  const inner = isRecord(response) ? (isRecord(response['body']) ? response['body'] : response) : null
  const found = firstObject(record, USAGE_KEYS) ?? details ?? (inner === null ? null : firstObject(inner, USAGE_KEYS))
  if (found === null) return null
  const { cost } = found.value
  const fields = {
    ...(cost !== undefined && { cost }),
    ...(inner !== null && without(inner, USAGE_KEYS)),
    ...without(record, [...USAGE_KEYS, ...DETAIL_KEYS]),
  }
  return { fields, usage: found.value }
}

/** The record with the counts of its objects under their paths, such as `cache_creation.ephemeral_5m_input_tokens`. */
export function withNestedCounts(record: Fields): Fields {
  if (!Object.values(record).some(isRecord)) return record
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
      const counts = isRecord(value) ? countsIn(value, name, 1) : []
      return counts.length > 0 ? counts : [[name, value]]
    }),
  )
}

function countsIn(fields: Fields, path: string, depth: number): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    const at = `${path}.${name}`
    if (isRecord(value)) return depth < MAX_DEPTH ? countsIn(value, at, depth + 1) : []
    return typeof value === 'number' && isCountName(name) ? [[at, value]] : []
  })
}

/** The first that is not empty; also one that is written as JSON text, as in the cell of a table. */
function firstObject(record: Fields, keys: readonly string[]): { value: Fields } | null {
  for (const key of keys) {
    const value = record[key]
    const parsed = typeof value === 'string' && value.trimStart().startsWith('{') ? parsedOrNull(value) : value
    if (isRecord(parsed) && Object.keys(parsed).length > 0) return { value: parsed }
  }
  return null
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function without(record: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
}
