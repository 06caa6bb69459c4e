// The pricing of an entry. Stricter than upstream's: a misspelt key or a number would silently give another cost.
import { PRICE_KEYS, PRICE_MAX_LENGTH, PRICE_PATTERN } from '../model/price-format.js'
import { isRecord } from '../model/is-record.js'
import { pricingSchema } from '../model/schema-parts.js'
import type { Pricing } from './overlay.js'
import { inner, kindOf, problemOf, reportUnknownKeys, type Place } from './place.js'

const CONDITIONS = ['min_prompt_tokens', 'utc_start', 'utc_end', 'utc_days']
const EXAMPLE = 'a decimal in USD per unit as a string, such as "0.000002"'
const isPriceKey = (key: unknown): boolean => PRICE_KEYS.some((known) => known === key)

/** null, and at least one problem reported, if it cannot be used. */
export function readPricing(value: unknown, place: Place): Pricing | null {
  if (!isRecord(value)) {
    place.report(`expected an object of prices, such as {"prompt": "0.000002"}, not ${kindOf(value)}`)
    return null
  }
  const { overrides = [] } = value
  const isEmpty = Array.isArray(overrides) && overrides.length === 0
  if (isEmpty && !Object.keys(value).some(isPriceKey))
    place.report(`expected at least one price of ${PRICE_KEYS.join(', ')}`)
  readPrices(value, ['discount', 'overrides'], place)
  if (Array.isArray(overrides))
    for (const [nr, override] of overrides.entries())
      if (isRecord(override)) readPrices(override, CONDITIONS, place.at('overrides').at(nr))
  const parsed = pricingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues.filter(({ path }) => !isPriceKey(path.at(-1))))
    inner(place, issue.path).report(problemOf(issue))
  return null
}

function readPrices(value: Readonly<Record<string, unknown>>, others: readonly string[], place: Place): void {
  reportUnknownKeys(value, [...PRICE_KEYS, ...others], place)
  for (const key of PRICE_KEYS) if (Object.hasOwn(value, key)) readPrice(value[key], place.at(key))
}

function readPrice(price: unknown, place: Place): void {
  if (typeof price === 'number') place.report(`is a number, which is not exact; write ${EXAMPLE}`)
  else if (typeof price !== 'string') place.report(`expected ${EXAMPLE}, not ${kindOf(price)}`)
  else if (price.startsWith('-')) place.report('must not be negative: an own price is a fixed price of 0 or more')
  else if (price.length > PRICE_MAX_LENGTH || !PRICE_PATTERN.test(price))
    place.report(`is not a plain decimal of at most ${PRICE_MAX_LENGTH} characters; write ${EXAMPLE}`)
}
