// Prices as whole numbers, so that they are added and compared exactly and fast: multiples of 10^-64 USD per token. A price of a
// payload has at most 62 digits after the point (`PRICE_MAX_LENGTH`), a filter price per million tokens 20, which is 26 per token.
import { Big } from 'big.js'
import { PRICE_MAX_LENGTH, PRICE_PATTERN } from '../model/price-format.js'

const SCALE = 64
const MILLION = 6

/** USD per token of a payload; undefined where it is unknown or dynamic, as `parsePrice` of price.ts has it. */
export function unitsPerToken(payloadPrice: unknown): bigint | undefined {
  if (typeof payloadPrice !== 'string' || payloadPrice.length > PRICE_MAX_LENGTH || !PRICE_PATTERN.test(payloadPrice))
    return undefined
  // What else begins with a sign is zero.
  if (payloadPrice.startsWith('-')) return payloadPrice === '-1' ? undefined : 0n
  return units(payloadPrice, SCALE)
}

/** USD per million tokens, as a plain decimal. */
export function unitsPerMillion(filterPrice: string): bigint {
  return units(filterPrice, SCALE - MILLION)
}

/** The shortest decimal of USD per million tokens. */
export function perMillionText(unitsOfToken: bigint): string {
  return new Big(`${unitsOfToken}e${MILLION - SCALE}`).toFixed()
}

function units(decimal: string, scale: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
