// Reads numbers and times as people and programs write them.
import { Big } from 'big.js'
import { shown } from '../cost/usage-fields.js'
import { parseTimestamp } from '../query/timestamp.js'

/** A cell that cannot be read. The message names the column, and what would be right. */
export class CellError extends Error {
  override readonly name = 'CellError'
  readonly code: 'invalid_row' | 'invalid_time' | 'invalid_usage'
  constructor(code: CellError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** `1,234` and `1 234`; also with blanks that do not break, and as in `1'234` and `1_234`. */
const GROUPED = /^[1-9]\d{0,2}(?:([,'_ \u00A0\u202F])\d{3})(?:\1\d{3})*(?:\.\d+)?$/
/** A decimal comma, or a point or comma that could also separate thousands. */
const DECIMAL_COMMA = /^\d+,\d+$/
const GROUPED_BY_POINT = /^[1-9]\d{0,2}\.\d{3}$/
const GROUPED_BY_COMMA = /^[1-9]\d{0,2},\d{3}$/
const SEPARATORS = /[,'_ \u00A0\u202F]/g
/** More digits than any price has. */
const COST_DIGITS = 18
const ABSENT = new Set(['', '-', '–', 'null', 'none', 'n/a', 'nan', 'undefined'])

export function isEmptyCell(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && ABSENT.has(value.trim().toLowerCase()))
}

/** A whole number; undefined for an empty cell. @throws CellError */
export function readCount(value: unknown, column: string): number | undefined {
  if (isEmptyCell(value)) return undefined
  const isAmbiguous = typeof value === 'string' && GROUPED_BY_POINT.test(value.trim())
  const count = typeof value === 'string' ? numberIn(value) : value
  if (!isAmbiguous && typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count
  const readings = isAmbiguous ? `, which may be ${Number(value)} or ${value.trim().replace('.', '')}` : ''
  throw new CellError('invalid_usage', `${column} is ${shown(value)}${readings}; expected a whole number from 0`)
}

/** An amount in USD as a plain decimal, from `0.0123`, `0,0123`, `$1,234.50` or `1.2e-5`; undefined for an empty cell. @throws CellError */
export function readAmount(value: unknown, column: string): string | undefined {
  if (isEmptyCell(value)) return undefined
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  const bare = text
    .replace(/^\s*(?:US)?\$/, '')
    .replace(/\s*USD\s*$/i, '')
    .trim()
  // After a dollar sign a comma separates thousands.
  const isAmbiguous = GROUPED_BY_COMMA.test(bare) && !text.includes('$')
  const plain = GROUPED.test(bare)
    ? bare.replaceAll(SEPARATORS, '')
    : DECIMAL_COMMA.test(bare)
      ? bare.replace(',', '.')
      : bare
  if (!isAmbiguous && /^\d*\.?\d+(?:e[+-]?\d{1,3})?$/i.test(plain)) return new Big(plain).round(COST_DIGITS).toFixed()
  const readings = isAmbiguous ? `, which may be ${plain} or ${bare.replace(',', '.')}` : ''
  throw new CellError(
    'invalid_usage',
    `${column} is ${shown(value)}${readings}; expected an amount in USD such as 0.0123`,
  )
}

export interface CellTime {
  /** RFC 3339 in UTC. */
  at: string
  /** What the text leaves open. */
  assumed: 'utc' | 'midnight' | null
}

const LOCAL =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:(?:T| +)(\d{2}:\d{2})(:\d{2})?(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/i
/** A larger Unix time is in milliseconds, one larger still in microseconds. */
const MAX_SECONDS = 100_000_000_000
const MAX_MS = 100_000_000_000_000

/**
 * RFC 3339; the same with a blank, without seconds or without a zone; a date, which is its midnight; Unix seconds, milliseconds or
 * microseconds. Without a zone it is UTC. @throws CellError
 */
export function readTime(value: unknown, column: string): CellTime {
  if (isEmptyCell(value)) throw new CellError('invalid_time', `${column} is empty; expected the time of the call`)
  const unix = typeof value === 'number' ? value : typeof value === 'string' && isNumber(value) ? Number(value) : null
  const read = unix === null ? localTime(value) : unixTime(unix)
  if (read !== null) return read
  throw new CellError(
    'invalid_time',
    `${column} is ${shown(value)}; expected a time such as 2026-05-01T12:00:00Z or 2026-05-01 12:00:00, a date such as 2026-05-01, or Unix seconds`,
  )
}

function localTime(value: unknown): CellTime | null {
  const match = typeof value === 'string' ? LOCAL.exec(value.trim()) : null
  if (match === null) return null
  const [, year, month, day, time, seconds = ':00', fraction, zone] = match
  const date = `${year}-${month}-${day}`
  const parts = time === undefined ? '' : `T${time}${seconds}${fraction === undefined ? '' : `.${fraction}`}`
  const ms = parseTimestamp(parts === '' ? date : `${date}${parts}${rfcZone(zone)}`)
  if (ms === null) return null
  return {
    at: new Date(ms).toISOString(),
    assumed: time === undefined ? 'midnight' : zone === undefined ? 'utc' : null,
  }
}

function rfcZone(zone: string | undefined): string {
  if (zone === undefined || /^[A-Z]/i.test(zone)) return 'Z'
  const [hours, minutes = '00'] = [zone.slice(0, 3), zone.slice(3).replace(':', '') || undefined]
  return `${hours}:${minutes}`
}

function unixTime(time: number): CellTime | null {
  const ms = time < MAX_SECONDS ? time * 1_000 : time < MAX_MS ? time : time / 1_000
  const date = new Date(Math.trunc(ms))
  // Eight digits, such as 20260501, are more likely a date than a second of the year 1970.
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 2000 ? null : { at: date.toISOString(), assumed: null }
}

function numberIn(text: string): number {
  const trimmed = text.trim()
  const plain = GROUPED.test(trimmed) ? trimmed.replaceAll(SEPARATORS, '') : trimmed
  return isNumber(plain) ? Number(plain) : Number.NaN
}

function isNumber(text: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(text.trim())
}
