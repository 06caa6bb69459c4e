// Prices as integers in units of 10^-64 USD per token, which are added and compared exactly and fast. A payload price has at most 62
// digits after the point (`PRICE_MAX_LENGTH`); a filter price per million tokens has 20, which is 26 per token.
import { Big } from 'big.js'
import { PRICE_MAX_LENGTH, PRICE_PATTERN } from '../model/price-format.js'

const SCALE = 64
const MILLION = 6

/** A payload price in USD per token; undefined if it is unknown or dynamic, as defined by `parsePrice`. */
export function unitsPerToken(payloadPrice: unknown): bigint | undefined {
  if (typeof payloadPrice !== 'string' || payloadPrice.length > PRICE_MAX_LENGTH || !PRICE_PATTERN.test(payloadPrice))
    return undefined
  if (payloadPrice.startsWith('-')) return units(payloadPrice.slice(1), SCALE) === 0n ? 0n : undefined
  return units(payloadPrice, SCALE)
}

/** A filter price, a plain decimal in USD per million tokens. */
export function unitsPerMillion(filterPrice: string): bigint {
  return units(filterPrice, SCALE - MILLION)
}

/** The shortest decimal in USD per million tokens. */
export function perMillionText(perToken: bigint): string {
  return new Big(`${perToken}e${MILLION - SCALE}`).toFixed()
}

function units(decimal: string, scale: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
