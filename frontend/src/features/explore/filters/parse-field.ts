// What a person writes into a field of a filter, read by the rules of the API.
import { unitsPerMillion } from '@modelkeep/catalog/price/integer-price'

/** `value` undefined: the field was left empty. */
export type Field<T> = { value: T | undefined } | { problem: string }

const mostDigits = 20
const largest = 2_147_483_647

/** USD per million tokens: a plain decimal, in its shortest spelling. */
export function priceField(written: string): Field<string> {
  const text = written.trim()
  if (text === '') return { value: undefined }
  if (!/^\d+(?:\.\d+)?$/.test(text)) return { problem: 'Only a plain number, such as 0.5.' }
  if (text.replace('.', '').length > mostDigits) return { problem: `At most ${mostDigits} digits.` }
  const [whole = '', fraction = ''] = text.split('.')
  const rest = fraction.replace(/0+$/, '')
  return { value: whole.replace(/^0+(?=\d)/, '') + (rest === '' ? '' : `.${rest}`) }
}

/** One end of a range, which must not pass the other. */
export function boundField(written: string, end: 'min' | 'max', other: string | undefined): Field<string> {
  const field = priceField(written)
  if ('problem' in field || field.value === undefined || other === undefined) return field
  const [own, limit] = [unitsPerMillion(field.value), unitsPerMillion(other)]
  const isTurned = end === 'min' ? own > limit : own < limit
  return isTurned
    ? { problem: end === 'min' ? `This is above the highest, $${other}.` : `This is below the lowest, $${other}.` }
    : field
}

/** Tokens: a whole number, also as 128K or 1M. */
export function tokensField(written: string): Field<number> {
  const text = written.trim().replaceAll(/[,_\s]/g, '')
  if (text === '') return { value: undefined }
  const [, digits = '', unit = ''] = /^(\d{1,10})([km]?)$/i.exec(text) ?? []
  const tokens = Number(digits) * (unit === '' ? 1 : unit.toLowerCase() === 'k' ? 1_000 : 1_000_000)
  return tokens >= 1 && tokens <= largest
    ? { value: tokens }
    : { problem: 'Only a whole number of tokens, such as 100000 or 100K.' }
}
