// Parses filter fields by the rules of the API.
import { unitsPerMillion } from '@modelkeep/catalog/price/integer-price'

/** `value` undefined: the field is empty. */
export type ParsedField<T> = { value: T | undefined } | { problem: string }

const maxDigits = 20
const maxTokens = 2_147_483_647
const maxDays = 100_000

/** USD per million tokens, as a decimal in its shortest spelling. */
export function parsePrice(input: string): ParsedField<string> {
  const text = input.trim()
  if (text === '') return { value: undefined }
  if (!/^\d+(?:\.\d+)?$/.test(text)) return { problem: 'Enter a number, such as 0.5.' }
  if (text.replace('.', '').length > maxDigits) return { problem: `At most ${maxDigits} digits.` }
  const [whole = '', fraction = ''] = text.split('.')
  const rest = fraction.replace(/0+$/, '')
  return { value: whole.replace(/^0+(?=\d)/, '') + (rest === '' ? '' : `.${rest}`) }
}

/** One bound of a range, which must not cross the other. */
export function parseBound(input: string, end: 'min' | 'max', other: string | undefined): ParsedField<string> {
  const field = parsePrice(input)
  if ('problem' in field || field.value === undefined || other === undefined) return field
  const [own, limit] = [unitsPerMillion(field.value), unitsPerMillion(other)]
  const isCrossed = end === 'min' ? own > limit : own < limit
  return isCrossed
    ? { problem: end === 'min' ? `Above the maximum of $${other}.` : `Below the minimum of $${other}.` }
    : field
}

/** A benchmark result, by the rules of the API. */
export function parseScore(input: string): ParsedField<number> {
  const text = input.trim()
  if (text === '') return { value: undefined }
  return /^\d{1,6}(?:\.\d{1,6})?$/.test(text)
    ? { value: Number(text) }
    : { problem: 'Enter a number, such as 40 or 42.5.' }
}

/** A whole number of tokens, also as 128K or 1M. */
export function parseTokens(input: string): ParsedField<number> {
  const text = input.trim().replaceAll(/[,_\s]/g, '')
  if (text === '') return { value: undefined }
  const [, digits = '', unit = ''] = /^(\d{1,10})([km]?)$/i.exec(text) ?? []
  const tokens = Number(digits) * (unit === '' ? 1 : unit.toLowerCase() === 'k' ? 1_000 : 1_000_000)
  return tokens >= 1 && tokens <= maxTokens
    ? { value: tokens }
    : { problem: 'Enter a whole number of tokens, such as 100000 or 100K.' }
}

/** A whole number of days. */
export function parseDays(input: string): ParsedField<number> {
  const text = input.trim()
  if (text === '') return { value: undefined }
  const days = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return days >= 1 && days <= maxDays ? { value: days } : { problem: 'Enter a whole number of days, such as 90.' }
}
