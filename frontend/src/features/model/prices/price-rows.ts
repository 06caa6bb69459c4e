// Every price of a model, in the order in which one asks for them, with its unit in words.
import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { conditionText, isOpenAt, isTimed } from './override-conditions.js'

export interface PriceRow {
  key: string
  name: string
  /** What one pays for: `token`, `image`. null where upstream's key is not known, so that its unit is not either. */
  unit: string | null
  /** As it was published; undefined where it was not. */
  value: unknown
}

export interface PriceGroup {
  /** null for the only group there is. */
  title: string | null
  /** The window is open now. */
  isNow: boolean
  rows: readonly PriceRow[]
}

const known: Readonly<Record<string, readonly [name: string, unit: string]>> = {
  prompt: ['Input', 'token'],
  input_cache_read: ['Cached input', 'token'],
  input_cache_write: ['Cache write', 'token'],
  input_cache_write_1h: ['Cache write, kept 1 hour', 'token'],
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

/** Whether a field of an override says when it holds. */
export const isCondition = (key: string) => conditions.includes(key)

/** The base prices first, of which input and output are there even where unknown, then tiers and windows in upstream's order. */
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

/** With windows, the base price shows the one that is open. */
function baseTitle(overrides: readonly Parameters<typeof isTimed>[0][]): string | null {
  if (overrides.length === 0) return null
  return overrides.some(isTimed) ? 'At present' : 'Standard'
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

/** `20%` of a fraction; null where nothing is taken off. */
export function discountText(discount: number | undefined): string | null {
  if (discount === undefined || !(discount > 0)) return null
  return new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 2 }).format(discount)
}
