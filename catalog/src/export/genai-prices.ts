// The prices of a model in the format of pydantic's genai-prices, version 2.
// https://github.com/pydantic/genai-prices/blob/main/prices/data.schema.json
import type { PartKind } from '../cost/parts.js'
import type { Model } from '../model/model.js'
import { OVERLAY_SOURCE } from '../overlay/marks.js'
import { modelNames } from './model-names.js'
import type { ModelExport, Omission } from './omissions.js'
import { isListed, pricePeriods, type PricePeriod, type PriceSources } from './price-periods.js'
import { columnOf, isBilled, priceTableOf, samePrices, type PriceTable } from './price-table.js'

/** The price of all units while the prompt has more than `start` tokens. */
interface TieredPrice {
  base: number
  tiers: { start: number; price: number }[]
}

/** USD per million tokens, or per thousand of the unit in the name. */
export type GenaiModelPrice = Record<string, number | TieredPrice>

/** From this day on, at 00:00 UTC. The last one that holds applies; the first one has no constraint. */
export interface GenaiDatedPrice {
  constraint?: { start_date: string }
  prices: GenaiModelPrice
}

export interface GenaiModel {
  id: string
  match: { equals: string } | { or: { equals: string }[] }
  /** Marks own prices. */
  price_comments?: string
  prices: GenaiModelPrice | GenaiDatedPrice[]
  /** No longer listed. */
  deprecated?: true
}

/** A provider without its models. */
export const GENAI_PROVIDER = {
  id: 'openrouter',
  name: 'OpenRouter',
  api_pattern: String.raw`https://(api\.)?openrouter\.ai`,
  pricing_urls: ['https://openrouter.ai/models'],
  price_comments:
    'Prices that OpenRouter published, as observed. A price applies from 00:00 UTC of the day it was observed.',
  extractors: [
    {
      api_flavor: 'chat',
      root: 'usage',
      model_path: 'model',
      mappings: [
        usagePath('prompt_tokens', 'input_tokens', true),
        usagePath(['prompt_tokens_details', 'cached_tokens'], 'cache_read_tokens'),
        usagePath(['prompt_tokens_details', 'cache_write_tokens'], 'cache_write_tokens'),
        usagePath(['prompt_tokens_details', 'audio_tokens'], 'input_audio_tokens'),
        usagePath('completion_tokens', 'output_tokens', true),
        usagePath(['completion_tokens_details', 'reasoning_tokens'], 'output_reasoning_tokens'),
        usagePath(['completion_tokens_details', 'audio_tokens'], 'output_audio_tokens'),
        usagePath(['completion_tokens_details', 'image_tokens'], 'output_image_tokens'),
      ],
    },
  ],
}

/** The provider of models that upstream never listed. Its pattern matches no address. */
export const GENAI_OWN_PROVIDER = {
  id: OVERLAY_SOURCE,
  name: 'Own models',
  api_pattern: String.raw`[^\s\S]`,
  price_comments: 'Models and prices of your own (source: overlay).',
  extractors: GENAI_PROVIDER.extractors,
}

function usagePath(path: string | string[], dest: string, required = false) {
  return { path, dest, required }
}

const MAX_ID_LENGTH = 100

/**
 * At most one entry. A model of which any day's price cannot be expressed is left out as a whole: the format applies the first price to all
 * earlier times, and each price until the next one. `isAmbiguous`: whether another id differs only in case.
 */
export function genaiModel(
  id: string,
  sources: PriceSources,
  isAmbiguous: (id: string) => boolean = () => false,
): ModelExport<GenaiModel> {
  const periods = pricePeriods(id, sources)
  const reason = id.length > MAX_ID_LENGTH ? 'long_id' : isAmbiguous(id) ? 'ambiguous_id' : null
  if (reason !== null) return { entries: [], omitted: periods.map(() => reason) }
  const days = lastOfEachDay(periods).map(({ day, model }) => ({ day, priced: modelPrice(priceTableOf(model)) }))
  const replaced = Array.from({ length: periods.length - days.length }, () => 'changed_again_same_day' as const)
  const known = days.flatMap(({ day, priced }) => (typeof priced === 'string' ? [] : [{ day, ...priced }]))
  if (known.length < days.length) {
    const omitted = days.map(({ priced }) => (typeof priced === 'string' ? priced : 'near_omitted'))
    return { entries: [], omitted: [...omitted, ...replaced] }
  }
  const dated = datedPrices(known)
  const prices = dated.length === 1 ? dated[0]!.prices : dated
  const isRemoved = sources.timelines.get(id)?.at(-1)?.model === null
  return {
    entries: [
      { id, match: matchOf(id, sources), ...comments(periods), prices, ...(isRemoved && { deprecated: true }) },
    ],
    omitted: [...known.flatMap(({ omitted }) => omitted), ...replaced],
  }
}

function comments(periods: readonly PricePeriod[]): Pick<GenaiModel, 'price_comments'> {
  const own = periods.filter(({ isOwn }) => isOwn)
  if (own.length === 0) return {}
  const from = own.map((period) => period.from).filter((time) => time !== null)
  const since = from.length < own.length ? [] : [` from ${new Date(from[0]!).toISOString().slice(0, 10)} on`]
  const others = own.length < periods.length ? '; the others are published prices' : ''
  return { price_comments: `Has own prices (source: overlay)${since.join('')}${others}.` }
}

/** Of several prices on one day (UTC) the last one counts for the whole day. */
function lastOfEachDay(periods: readonly PricePeriod[]): { day: string | null; model: Model }[] {
  const byDay = new Map<string | null, Model>()
  for (const { from, model } of periods)
    byDay.set(from === null ? null : new Date(from).toISOString().slice(0, 10), model)
  return [...byDay].map(([day, model]) => ({ day, model }))
}

/** Without prices that equal the one before. */
function datedPrices(days: readonly { day: string | null; prices: GenaiModelPrice }[]): GenaiDatedPrice[] {
  const moves = days.filter(
    ({ prices }, nr) => nr === 0 || JSON.stringify(prices) !== JSON.stringify(days[nr - 1]!.prices),
  )
  return moves.map(({ day, prices }) => ({ ...(day !== null && { constraint: { start_date: day } }), prices }))
}

function matchOf(id: string, sources: PriceSources): GenaiModel['match'] {
  const { names, suffixes } = modelNames(id, (other) => isListed(sources, other))
  const all = names.flatMap((name) => [name, ...suffixes.map((suffix) => `${name}:${suffix}`)])
  return all.length === 1 ? { equals: id } : { or: all.map((equals) => ({ equals })) }
}

const PER_MILLION = 1_000_000
const PER_THOUSAND = 1_000

function modelPrice(
  table: ReturnType<typeof priceTableOf>,
): { prices: GenaiModelPrice; omitted: Omission[] } | Omission {
  if (typeof table === 'string') return table
  const prices: GenaiModelPrice = {}
  for (const [key, kind] of [...inputKeys(table), ...outputKeys(table)]) prices[key] = price(table, kind, PER_MILLION)
  if (isBilled(table, 'web_search')) prices['web_searches_kcount'] = price(table, 'web_search', PER_THOUSAND)
  if (isBilled(table, 'request')) {
    const request = price(table, 'request', PER_THOUSAND)
    if (typeof request !== 'number') return 'request_price'
    prices['requests_kcount'] = request
  }
  return { prices, omitted: isBilled(table, 'image') ? ['image_price'] : [] }
}

type Key = readonly [key: string, kind: PartKind]

/** A part without a key is billed as what it is a kind of. A key needs those of all that it is a kind of. */
function inputKeys(table: PriceTable): Key[] {
  const differs = (kind: PartKind, from: PartKind): boolean => !samePrices(table, kind, from)
  // Without prices of its own audio counts as text: keys for it would claim prices that were never published.
  const hasAudio = differs('audio_input', 'input') || differs('cached_audio_input', 'input')
  const keys: Key[] = [['input_mtok', 'input']]
  if (hasAudio || differs('cached_input', 'input')) keys.push(['cache_read_mtok', 'cached_input'])
  const hasHours = differs('cache_write_1h', 'cache_write')
  const hasWrites = hasAudio || hasHours || differs('cache_write', 'input')
  if (hasWrites) keys.push(['cache_write_mtok', 'cache_write'])
  if (hasHours) keys.push(['cache_write_1h_mtok', 'cache_write_1h'])
  if (!hasAudio) return keys
  keys.push(['input_audio_mtok', 'audio_input'], ['cache_audio_read_mtok', 'cached_audio_input'])
  keys.push(['cache_audio_write_mtok', 'cache_write'])
  if (hasHours) keys.push(['cache_audio_write_1h_mtok', 'cache_write_1h'])
  return keys
}

function outputKeys(table: PriceTable): Key[] {
  const differs = (kind: PartKind): boolean => !samePrices(table, kind, 'output')
  const keys: Key[] = [['output_mtok', 'output']]
  if (differs('audio_output')) keys.push(['output_audio_mtok', 'audio_output'])
  if (differs('image_output')) keys.push(['output_image_mtok', 'image_output'])
  if (!differs('reasoning')) return keys
  keys.push(['output_reasoning_mtok', 'reasoning'])
  if (differs('audio_output')) keys.push(['output_audio_reasoning_mtok', 'reasoning'])
  if (differs('image_output')) keys.push(['output_image_reasoning_mtok', 'reasoning'])
  return keys
}

function price(table: PriceTable, kind: PartKind, units: number): number | TieredPrice {
  const [base = 0, ...tiers] = columnOf(table, kind).map((one) =>
    one === null ? 0 : Number(one.times(units).toFixed()),
  )
  const all = tiers.map((tier, nr) => ({ start: table.tiers[nr]!.above, price: tier }))
  const moves = all.filter((tier, nr) => tier.price !== (nr === 0 ? base : all[nr - 1]!.price))
  return moves.length === 0 ? base : { base, tiers: moves }
}
