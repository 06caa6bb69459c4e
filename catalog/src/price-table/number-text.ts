// Reads and writes the numbers of a price table as exact decimals, in the style of the file.
import { Big } from 'big.js'

export type ReadNumber = { value: Big; start: number; end: number; problem: null } | { value: null; problem: string }

/** Longer than any real price. The limits bound the time and memory that a hostile number can cost. */
const MAX_LENGTH = 64
const MAX_EXPONENT = 40
const NUMBER = /^\s*(?:(?:USD|US\$|\$)\s*)?(-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]([-+]?\d+))?)(?:\s*(?:USD|\$))?\s*$/

/** The exact value of a number's text, which may have a dollar sign. `start` and `end` are its offsets in `text`. */
export function readNumber(text: string): ReadNumber {
  if (text.length > MAX_LENGTH) return { value: null, problem: 'is too long for a price' }
  const [, number, exponent = '0'] = NUMBER.exec(text) ?? []
  if (number === undefined) return { value: null, problem: `${problemWith(text)}; expected a number such as 2.5` }
  if (Math.abs(Number(exponent)) > MAX_EXPONENT) return { value: null, problem: 'is out of the range of prices' }
  const start = text.indexOf(number)
  return { value: new Big(number), start, end: start + number.length, problem: null }
}

function problemWith(text: string): string {
  return /^\s*\$?[\d.]*\d,[\d.,]*\d\s*$/.test(text) ? 'has a comma' : 'is not a number'
}

/** Python's JSON has exponents below 0.0001 (`2.5e-07`), JavaScript's below 0.000001 (`2.5e-7`). */
const PLAIN_FROM = { padded: '0.0001', unpadded: '0.000001' }

/**
 * Writes a value in the style of the number that it replaces: with an exponent or without, with as many digits in the exponent, and with
 * at least as many decimals if those end in zero.
 */
export function writeNumber(value: Big, like: string): string {
  const [mantissa = '', exponent] = like.split(/[eE]/)
  if (exponent === undefined) return padded(value.toFixed(), mantissa)
  const digits = exponent.replace(/^[-+]/, '')
  const plainFrom = digits.startsWith('0') ? PLAIN_FROM.padded : PLAIN_FROM.unpadded
  if (value.eq(0) || value.gte(plainFrom)) return value.toFixed()
  const [newMantissa = '', newExponent = ''] = value.toExponential().split('e-')
  const width = digits.startsWith('0') ? digits.length : 1
  return `${padded(newMantissa, mantissa)}${like.includes('E') ? 'E' : 'e'}-${newExponent.padStart(width, '0')}`
}

/** `3` in the style of `2.50` is `3.00`. */
function padded(number: string, like: string): string {
  const [, decimals = ''] = like.split('.')
  if (!decimals.endsWith('0')) return number
  const [whole = '', own = ''] = number.split('.')
  return `${whole}.${own.padEnd(decimals.length, '0')}`
}
