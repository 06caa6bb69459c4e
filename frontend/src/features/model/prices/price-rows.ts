// Every price of a model with its name and unit, in display order.
import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { isOpenAt, isTimed } from '@modelkeep/catalog/price/windows'
import { conditionText } from './override-conditions.js'

export interface PriceRow {
  key: string
  name: string
  /** `token`, `image`; null for unknown keys. */
  unit: string | null
  /** As published; undefined when it was not. */
  value: unknown
}

export interface PriceGroup {
  /** null when there is only one group. */
  title: string | null
  /** Its time window is open now. */
  isNow: boolean
  rows: readonly PriceRow[]
}

const known: Readonly<Record<string, readonly [name: string, unit: string]>> = {
  prompt: ['Input', 'token'],
  input_cache_read: ['Cached input', 'token'],
  input_cache_write: ['Cache write', 'token'],
  input_cache_write_1h: ['Cache write, 1 hour', 'token'],
  completion: ['Output', 'token'],
  internal_reasoning: ['Reasoning', 'token'],
  request: ['Request', 'request'],
  image: ['Input image', 'image'],
  image_token: ['Image token', 'token'],
  image_output: ['Image output', 'token'],
  audio: ['Audio input', 'token'],
  input_audio_cache: ['Cached audio input', 'token'],
  audio_output: ['Audio output', 'token'],
  web_search: ['Web search', 'search'],
}
const order = Object.keys(known)
const primary = ['prompt', 'completion']
const conditions = ['min_prompt_tokens', 'utc_start', 'utc_end', 'utc_days']

/** Whether a field of `pricing` is shown among the prices. */
export function isPriceField(key: string, value: unknown): boolean {
  return key in known || parsePrice(value).kind !== 'unknown'
}

/** Whether a field of an override is a condition. */
export const isCondition = (key: string) => conditions.includes(key)

/** The base prices first, with input and output even when unknown; then tiers and windows in upstream's order. */
export function priceGroups(pricing: Model['pricing'], now: Date): PriceGroup[] {
  if (pricing === undefined) return []
  const overrides = pricing.overrides ?? []
  const base: PriceGroup = { title: baseTitle(overrides), isNow: false, rows: rowsOf(pricing, primary) }
  return [
    base,
    ...overrides.map((one) => ({
      title: conditionText(one),
      isNow: isTimed(one) && isOpenAt(one, now),
      rows: rowsOf(one, []),
    })),
  ]
}

/** With time windows, the base price is that of the current window. */
function baseTitle(overrides: readonly Parameters<typeof isTimed>[0][]): string | null {
  if (overrides.length === 0) return null
  return overrides.some(isTimed) ? 'Current' : 'Standard'
}

function rowsOf(prices: Readonly<Record<string, unknown>>, always: readonly string[]): PriceRow[] {
  const keys = Object.keys(prices).filter((key) => !conditions.includes(key) && isPriceField(key, prices[key]))
  return [...new Set([...always, ...keys])]
    .toSorted((a, b) => rank(a) - rank(b))
    .map((key) => {
      const [name, unit] = known[key] ?? [key, null]
      return { key, name, unit, value: prices[key] }
    })
}

function rank(key: string): number {
  const at = order.indexOf(key)
  return at === -1 ? order.length : at
}

/** `20 %` of a fraction; null without a discount. */
export function discountText(discount: number | undefined): string | null {
  if (discount === undefined || !(discount > 0)) return null
  return `${(discount * 100).toLocaleString('en-GB', { maximumFractionDigits: 2 })} %`
}
