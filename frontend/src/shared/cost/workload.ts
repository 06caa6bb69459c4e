// What one's own workload costs in a month, exactly as the catalogue's prices have it.
import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/modalities'
import { parsePrice, type Price } from '@modelkeep/catalog/price/price'

/** An exact amount of US dollars. */
export type Usd = Extract<Price, { kind: 'known' }>['value']

/** Tokens are those of one call; `cachedTokens` are part of `inputTokens`. `calls` are those of a month. Whole numbers from 0. */
export interface Workload {
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  calls: number
}

export type CostKey = 'prompt' | 'input_cache_read' | 'completion' | 'request'

/** USD. `tier` is the prompt size beyond which the price that was taken holds; null at the base price. `notes` are whole sentences. */
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
export const mostOfWorkload = 1_000_000_000

/** What a price of an input, an output, or a call is called in a sentence. */
const spoken: Record<CostKey, string> = {
  prompt: 'input price',
  input_cache_read: 'price of cached input',
  completion: 'output price',
  request: 'price per call',
}

/**
 * What a month costs; `usd` is null, with the `reason`, where a price that is needed is unknown or dynamic. Tiers by prompt size are
 * taken into account, windows of time are not. Cached tokens of a model without a price for them cost what input costs.
 */
export function monthlyCost(model: Model, workload: Workload): MonthlyCost {
  const { prices, tier, notes } = pricesFor(model, workload)
  const unknown = (reason: string): MonthlyCost => ({ usd: null, perCall: null, parts: null, tier, notes, reason })
  if (!isBilledByToken(model))
    return unknown(
      'This model is not billed by token, and what it bills instead is not in the catalogue’s token prices.',
    )
  const perCall: { key: CostKey; usd: Usd }[] = []
  for (const [key, units] of unitsPerCall(workload)) {
    const price = parsePrice(units === 0 ? '0' : prices[key])
    if (price.kind === 'unknown') return unknown(`The ${spoken[key]} is not known.`)
    if (price.kind === 'dynamic') return unknown(`The ${spoken[key]} depends on what the request is routed to.`)
    perCall.push({ key, usd: price.value.times(units) })
  }
  const parts = perCall.map(({ key, usd }) => ({ key, usd: usd.times(workload.calls) }))
  return { usd: sum(parts), perCall: sum(perCall), parts, tier, notes, reason: null }
}

const sum = (parts: readonly { usd: Usd }[]): Usd => parts.map(({ usd }) => usd).reduce((total, usd) => total.plus(usd))

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
  const taken: Record<string, unknown> = Object.assign({}, base, ...tiers)
  const hasCachePrice = taken['input_cache_read'] !== undefined
  const others = outputModalities(model).filter((modality) => modality !== 'text')
  const notes = [
    ...(timed.length > 0 ? ['Prices of this model change with the time of day; this is at the present one.'] : []),
    ...(!hasCachePrice && cachedTokens > 0 ? ['Cached input has no price of its own: billed as input.'] : []),
    ...(others.length > 0 ? [`Output as ${others.join(' and ')} may cost more.`] : []),
  ]
  const prices = {
    prompt: taken['prompt'],
    input_cache_read: taken['input_cache_read'] ?? taken['prompt'],
    completion: taken['completion'],
    request: taken['request'] ?? '0',
  }
  return { prices, tier: tiers.at(-1)?.min_prompt_tokens ?? null, notes }
}

/** A model of images, songs or ranks has token prices of zero, and costs money all the same; transcription may be billed by its length. */
export function isBilledByToken(model: Model): boolean {
  const outputs = outputModalities(model)
  if (model.id.endsWith(':free') || outputs.every((modality) => modality === 'text')) return true
  const prices = [parsePrice(model.pricing?.prompt), parsePrice(model.pricing?.completion)]
  if (outputs.includes('transcription') && prices.some((price) => price.kind === 'known' && price.value.gte('0.001')))
    return false
  return prices.some((price) => price.kind !== 'known' || price.value.gt(0))
}

const names = { in: 'inputTokens', cached: 'cachedTokens', out: 'outputTokens', calls: 'calls' } as const

/** Of the parameters `in`, `cached`, `out` and `calls` of a URL; the usual value where one is absent or makes no sense. */
export function parseWorkload(search: Readonly<Record<string, string | undefined>>): Workload {
  const workload = { ...defaultWorkload }
  for (const [name, field] of Object.entries(names)) {
    const text = search[name] ?? ''
    if (/^\d{1,10}$/.test(text) && Number(text) <= mostOfWorkload) workload[field] = Number(text)
  }
  return workload
}

/** The parameters of a URL; none for the usual workload. */
export function workloadSearch(workload: Workload): Record<string, string> {
  const pairs = Object.entries(names).map(([name, field]) => [name, String(workload[field])] as const)
  return Object.values(names).every((field) => workload[field] === defaultWorkload[field])
    ? {}
    : Object.fromEntries(pairs)
}

/** US dollars to read: cents, and four significant digits below ten cents. */
export function usdLabel(usd: Usd): string {
  if (usd.eq(0)) return '$0'
  if (usd.lt('0.1')) return `$${usd.prec(4).toFixed()}`
  const [whole = '', cents = ''] = usd.toFixed(2).split('.')
  return `$${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${cents}`
}
