// The endpoints of a model, as rows of a table. They are mirrored unchecked, so every field may be missing or of another type.
import { isRecord } from '@modelkeep/catalog/model/is-record'
import type { Model } from '@modelkeep/catalog/model/model'
import { modelPriceLabel, perMillionNumber, priceWords } from '../../../shared/ui/prices.js'
import { tokensLabel, tokensTitle } from '../../../shared/ui/tokens.js'

export interface Cell {
  text: string
  /** The exact value. */
  title: string
  isKnown: boolean
}

const columns = [
  { key: 'input', name: 'Input', isOptional: false },
  { key: 'output', name: 'Output', isOptional: false },
  { key: 'cached', name: 'Cached input', isOptional: true },
  { key: 'context', name: 'Context', isOptional: false },
  { key: 'maxOutput', name: 'Max output', isOptional: true },
  { key: 'quantisation', name: 'Quantisation', isOptional: true },
  { key: 'uptime', name: 'Uptime', isOptional: true },
  { key: 'latency', name: 'Latency', isOptional: true },
  { key: 'throughput', name: 'Throughput', isOptional: true },
] as const

export type Column = (typeof columns)[number]

export interface ProviderRow {
  key: string
  name: string
  /** Upstream's name of the endpoint, such as `azure/eastus`; null when it is only the provider's name. */
  tag: string | null
  /** Other prices apply to long prompts or at certain times. */
  hasTiers: boolean
  cells: Readonly<Record<Column['key'], Cell>>
}

const unknown: Cell = { text: '–', title: 'Unknown', isKnown: false }

/** Cheapest input first, then output; dynamic and unknown prices last. */
export function providerRows(endpoints: readonly unknown[], model: Model): ProviderRow[] {
  return endpoints
    .filter(isRecord)
    .map((endpoint) => ({ endpoint, prices: isRecord(endpoint['pricing']) ? endpoint['pricing'] : {} }))
    .toSorted(
      (a, b) =>
        comparePrices(a.prices['prompt'], b.prices['prompt']) ||
        comparePrices(a.prices['completion'], b.prices['completion']),
    )
    .map(({ endpoint, prices }, at) => ({
      key: `${at} ${String(endpoint['tag'])}`,
      ...namesOf(endpoint),
      hasTiers: overridesOf(prices).length > 0,
      cells: cellsOf(endpoint, withPrices(model, prices)),
    }))
}

function overridesOf({ overrides }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  return Array.isArray(overrides) ? overrides.filter(isRecord) : []
}

/** Single prices may be of any type: parsing them never fails. */
function withPrices(model: Model, prices: Readonly<Record<string, unknown>>): Model {
  return { ...model, pricing: { ...prices, overrides: overridesOf(prices) } }
}

/** The columns in which at least one row has a value, and those that every table has. */
export function columnsOf(rows: readonly ProviderRow[]): Column[] {
  return columns.filter(({ key, isOptional }) => !isOptional || rows.some(({ cells }) => cells[key].isKnown))
}

function comparePrices(a: unknown, b: unknown): number {
  const [left, right] = [perMillionNumber(a) ?? Infinity, perMillionNumber(b) ?? Infinity]
  return left === right ? 0 : left - right
}

function namesOf({ provider_name: name, tag }: Readonly<Record<string, unknown>>): Pick<ProviderRow, 'name' | 'tag'> {
  const shown = typeof name === 'string' && name.trim() !== '' ? name.trim() : 'Unnamed provider'
  const isNew = typeof tag === 'string' && letters(tag) !== letters(shown)
  return { name: shown, tag: isNew ? tag : null }
}

const letters = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9/]/g, '')

/** `priced`: the model with the prices of this endpoint. */
function cellsOf(endpoint: Readonly<Record<string, unknown>>, priced: Model): ProviderRow['cells'] {
  return {
    input: priceCell(priced, 'prompt'),
    output: priceCell(priced, 'completion'),
    cached: priceCell(priced, 'input_cache_read'),
    context: tokensCell(endpoint['context_length']),
    maxOutput: tokensCell(endpoint['max_completion_tokens']),
    quantisation: quantisationCell(endpoint['quantization']),
    uptime: uptimeCell(endpoint),
    latency: medianCell(
      endpoint['latency_last_30m'],
      latencyLabel,
      'Median time to the first token in the last 30 minutes',
    ),
    throughput: medianCell(
      endpoint['throughput_last_30m'],
      (perSecond) => `${perSecond < 10 ? Number(perSecond.toFixed(1)) : Math.round(perSecond)} tokens/s`,
      'Median in the last 30 minutes',
    ),
  }
}

function priceCell(priced: Model, key: string): Cell {
  const label = modelPriceLabel(priced, key)
  return { text: priceWords(label), title: label.title, isKnown: label.kind !== 'unknown' }
}

function tokensCell(value: unknown): Cell {
  return typeof value === 'number'
    ? { text: tokensLabel(value), title: tokensTitle(value), isKnown: value > 0 }
    : unknown
}

function quantisationCell(value: unknown): Cell {
  return typeof value === 'string' && value !== '' && value !== 'unknown'
    ? { text: value, title: value, isKnown: true }
    : unknown
}

const uptimePeriods = [
  ['uptime_last_1d', 'in the last day'],
  ['uptime_last_30m', 'in the last 30 minutes'],
  ['uptime_last_5m', 'in the last 5 minutes'],
] as const

/** Of the longest known period. Rounded down, so that only a perfect record is 100 %. */
function uptimeCell(endpoint: Readonly<Record<string, unknown>>): Cell {
  for (const [field, period] of uptimePeriods) {
    const percent = endpoint[field]
    if (typeof percent !== 'number') continue
    const shown = percent === 100 ? '100' : (Math.floor(percent * 10) / 10).toFixed(1)
    return { text: `${shown} %`, title: `${percent.toFixed(3)} % of requests succeeded ${period}`, isKnown: true }
  }
  return unknown
}

function medianCell(value: unknown, label: (median: number) => string, what: string): Cell {
  const median = isRecord(value) ? value['p50'] : null
  return typeof median === 'number'
    ? { text: label(median), title: `${what}: ${label(median)}`, isKnown: true }
    : unknown
}

function latencyLabel(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
