// The exact monthly cost of a workload, computed from the catalogue's prices.
import { hasUsagePrices } from '@modelkeep/catalog/cost/has-usage-prices'
import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/modalities'
import { parsePrice, type Price } from '@modelkeep/catalog/price/price'
import type { WorkloadSearch } from '../search/search-parameters.js'
import { groupedDigits } from '../ui/digits.js'

/** An exact amount of US dollars. */
export type Usd = Extract<Price, { kind: 'known' }>['value']

/** Tokens per call, of which `cachedTokens` are part of `inputTokens`; calls per month. Whole numbers from 0. */
export interface Workload {
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  calls: number
}

export type CostKey = 'prompt' | 'input_cache_read' | 'completion' | 'request'

/** In USD. `tier` is the prompt size above which the applied price holds; null at the base price. `notes` are whole sentences. */
export type MonthlyCost =
  | {
      usd: Usd
      perCall: Usd
      parts: readonly { key: CostKey; usd: Usd }[]
      tier: number | null
      notes: readonly string[]
      reason: null
    }
  | { usd: null; perCall: null; parts: null; tier: number | null; notes: readonly string[]; reason: string }

export const defaultWorkload: Workload = { inputTokens: 4_000, cachedTokens: 1_000, outputTokens: 800, calls: 10_000 }
/** Of each number of a workload. */
export const maxCount = 1_000_000_000

const priceNames: Record<CostKey, string> = {
  prompt: 'input price',
  input_cache_read: 'cached input price',
  completion: 'output price',
  request: 'price per call',
}

/**
 * The monthly cost; `usd` is null, with a `reason`, when a required price is unknown or dynamic. Prompt size tiers apply, time windows do
 * not. Without a cached input price, cached tokens cost as much as input tokens.
 */
export function monthlyCost(model: Model, workload: Workload): MonthlyCost {
  const { prices, tier, notes } = pricesFor(model, workload)
  const unknown = (reason: string): MonthlyCost => ({ usd: null, perCall: null, parts: null, tier, notes, reason })
  if (!hasUsagePrices(model))
    return unknown('This model is not billed by token, and its actual billing unit is not part of the token prices.')
  const perCall: { key: CostKey; usd: Usd }[] = []
  for (const [key, units] of unitsPerCall(workload)) {
    const price = parsePrice(units === 0 ? '0' : prices[key])
    if (price.kind === 'unknown') return unknown(`The ${priceNames[key]} is unknown.`)
    if (price.kind === 'dynamic')
      return unknown(`The ${priceNames[key]} depends on the model the request is routed to.`)
    perCall.push({ key, usd: price.value.times(units) })
  }
  const parts = perCall.map(({ key, usd }) => ({ key, usd: usd.times(workload.calls) }))
  return { usd: sum(parts), perCall: sum(perCall), parts, tier, notes, reason: null }
}

const sum = (parts: readonly { usd: Usd }[]): Usd => parts.map(({ usd }) => usd).reduce((total, usd) => total.plus(usd))

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function unitsPerCall({ inputTokens, cachedTokens, outputTokens }: Workload): readonly (readonly [CostKey, number])[] {
  const cached = Math.min(cachedTokens, inputTokens)
  return [
    ['prompt', inputTokens - cached],
    ['input_cache_read', cached],
    ['completion', outputTokens],
    ['request', 1],
  ]
}

function pricesFor(model: Model, { inputTokens, cachedTokens }: Workload) {
  const { overrides = [], ...base } = model.pricing ?? {}
  const timed = overrides.filter(
    (one) => one.utc_start !== undefined || one.utc_end !== undefined || one.utc_days !== undefined,
  )
  const tiers = overrides.filter(
    (one) => !timed.includes(one) && one.min_prompt_tokens !== undefined && inputTokens > one.min_prompt_tokens,
  )
  const prices: Record<string, unknown> = Object.assign({}, base, ...tiers)
  const hasCachePrice = prices['input_cache_read'] !== undefined
  const others = outputModalities(model).filter((modality) => modality !== 'text')
  const notes = [
    ...(timed.length > 0 ? ['Prices of this model vary by time of day; this uses the current price.'] : []),
    ...(!hasCachePrice && cachedTokens > 0 ? ['No separate cached input price: billed as input.'] : []),
    ...(others.length > 0 ? [`${capitalised(others.join(' and '))} output may cost more.`] : []),
  ]
  const applied = {
    prompt: prices['prompt'],
    input_cache_read: prices['input_cache_read'] ?? prices['prompt'],
    completion: prices['completion'],
    request: prices['request'] ?? '0',
  }
  return { prices: applied, tier: tiers.at(-1)?.min_prompt_tokens ?? null, notes }
}

const parameters = [
  ['in', 'inputTokens'],
  ['cached', 'cachedTokens'],
  ['out', 'outputTokens'],
  ['calls', 'calls'],
] as const

/** Reads `in`, `cached`, `out` and `calls`; absent or invalid values take their defaults. */
export function parseWorkload(search: WorkloadSearch): Workload {
  const workload = { ...defaultWorkload }
  for (const [name, field] of parameters) {
    const text = search[name] ?? ''
    if (/^\d{1,10}$/.test(text) && Number(text) <= maxCount) workload[field] = Number(text)
  }
  return workload
}

/** The search parameters of a workload. */
export function workloadParameters(workload: Workload): WorkloadSearch {
  return Object.fromEntries(parameters.map(([name, field]) => [name, String(workload[field])]))
}

/** The same, but none for the default workload. */
export function workloadSearch(workload: Workload): WorkloadSearch {
  return parameters.every(([, field]) => workload[field] === defaultWorkload[field]) ? {} : workloadParameters(workload)
}

/** US dollars with cents, or four significant digits below ten cents. */
export function usdLabel(usd: Usd): string {
  if (usd.eq(0)) return '$0'
  if (usd.lt('0.1')) return `$${usd.prec(4).toFixed()}`
  const [whole = '', cents = ''] = usd.toFixed(2).split('.')
  return `$${groupedDigits(whole)}.${cents}`
}
