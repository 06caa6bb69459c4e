// Reads one row to price. By hand, so that it needs no schema library, and every message says what would be right.
import { isRecord } from '../model/is-record.js'
import { parseTimestamp } from '../query/timestamp.js'
import { readUsage } from './read-usage.js'
import { UsageError, type Usage } from './usage.js'
import { shown } from './usage-fields.js'
import { USAGE_SHAPE_NAMES, type UsageShapeName } from './usage-shapes.js'

export interface CostRequest {
  id: string | number | undefined
  model: string
  /** Unix milliseconds. */
  at: number
  usage: Usage
  shape: UsageShapeName
  /** Names of counts in the usage that are not known. */
  ignored: readonly string[]
}

export class CostRequestError extends Error {
  override readonly name = 'CostRequestError'
  readonly code: 'invalid_row' | 'invalid_time' | 'invalid_usage' | 'ambiguous_usage'
  constructor(code: CostRequestError['code'], message: string) {
    super(message)
    this.code = code
  }
}

const FIELDS = ['id', 'model', 'at', 'usage', 'shape']
/** Longer names cannot be a model's, and longer ids are not returned. */
export const MAX_NAME = 300
/** No API priced by the token existed before. */
const FIRST_TIME = Date.parse('2015-01-01T00:00:00Z')
/** How far ahead the clock of a client may be. */
const MAX_SKEW_MS = 60_000
/** A larger number of Unix time is in milliseconds: in seconds it would be a date after the year 5000. */
const MAX_SECONDS = 100_000_000_000

/** `now` in Unix milliseconds. @throws CostRequestError */
export function readCostRequest(row: unknown, now: number): CostRequest {
  if (!isRecord(row)) throw invalidRow(`the row is ${shown(row)}; expected an object with model and usage`)
  const unknownField = Object.keys(row).find((name) => !FIELDS.includes(name))
  if (unknownField !== undefined)
    throw invalidRow(`unknown field ${shown(unknownField)}; expected ${FIELDS.join(', ')}`)
  const { id, model, shape } = row
  if (id !== undefined && id !== null && idOf(row) === undefined)
    throw invalidRow(`id is ${shown(id)}; expected a number, or a text of at most ${MAX_NAME} characters`)
  if (typeof model !== 'string' || model === '' || model.length > MAX_NAME)
    throw invalidRow(`model is ${shown(model)}; expected a model id such as openai/gpt-4o`)
  const at = timeOf(row['at'], now)
  const { usage, shape: read, ignored } = usageOf(row['usage'], shapeOf(shape))
  return { id: idOf(row), model, at, usage, shape: read, ignored }
}

/** The id of a row, also of one that is otherwise invalid. */
export function idOf(row: unknown): string | number | undefined {
  const id = isRecord(row) ? row['id'] : undefined
  return (typeof id === 'string' && id.length <= MAX_NAME) || typeof id === 'number' ? id : undefined
}

function shapeOf(shape: unknown): UsageShapeName | undefined {
  if (shape === undefined || shape === null) return undefined
  const known = USAGE_SHAPE_NAMES.find((name) => name === shape)
  if (known === undefined) throw invalidRow(`shape is ${shown(shape)}; expected one of ${USAGE_SHAPE_NAMES.join(', ')}`)
  return known
}

function usageOf(usage: unknown, shape: UsageShapeName | undefined): ReturnType<typeof readUsage> {
  try {
    return readUsage(usage, shape)
  } catch (error) {
    if (error instanceof UsageError) throw new CostRequestError(error.code, error.message)
    throw error
  }
}

function timeOf(at: unknown, now: number): number {
  if (at === undefined) return now
  const ms = typeof at === 'number' ? unixMs(at) : typeof at === 'string' ? parseTimestamp(at) : null
  if (ms === null)
    throw new CostRequestError(
      'invalid_time',
      `at is ${shown(at)}; expected a time such as 2026-05-01T12:00:00Z, a date, or Unix seconds; without it the call is priced as of now`,
    )
  if (ms < FIRST_TIME) throw new CostRequestError('invalid_time', `at is ${shown(at)}, which is before 2015`)
  if (ms > now + MAX_SKEW_MS)
    throw new CostRequestError('invalid_time', `at is ${shown(at)}, which is in the future: its prices are not known`)
  return Math.min(ms, now)
}

function unixMs(time: number): number | null {
  if (!Number.isFinite(time) || time < 0) return null
  return Math.trunc(time < MAX_SECONDS ? time * 1_000 : time)
}

function invalidRow(message: string): CostRequestError {
  return new CostRequestError('invalid_row', message)
}
