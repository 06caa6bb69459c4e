// The filters of a query. Each one removes models from a bit set, in any order.
import { allBits, type Bits, dropBits, keepBits, noBits, setBit } from './bit-set.js'
import { unitsPerMillion } from '../price/integer-price.js'
import { keepRange } from './columns.js'
import { dropAnyOf, keepAllOf, keepAnyOf } from './dimensions.js'
import { withoutRoutingSuffix } from '../model/model-id.js'
import type { QueryIndex } from './query-index.js'
import type { ListQuery } from './list-query.js'
import type { SearchIndex } from '../search/search-index.js'

export interface QueryOptions {
  /** Unix milliseconds, from which ages are computed. */
  now: number
  /** Search index of the same models; required if the query has `q`. */
  search?: SearchIndex
  /** For how many whole days both token prices of a model have been unchanged, by id; required if the query has `unchanged_days`. */
  daysUnchanged?: ReadonlyMap<string, number>
  /** Only models at these positions match; absent: at any. */
  among?: Uint32Array | undefined
}

const SECONDS_PER_DAY = 86_400

/** The models that match the query. `found`: the search results; undefined without `q`. */
export function matchingBits(
  index: QueryIndex,
  query: ListQuery,
  options: Omit<QueryOptions, 'search'>,
  found: Uint32Array | undefined,
): Bits {
  const { among } = options
  const bits = among === undefined ? allBits(index.size) : bitsAt(index.size, among)
  if (found !== undefined) keepBits(bits, bitsAt(index.size, found))
  if (query.ids !== undefined) keepBits(bits, bitsAt(index.size, positionsOfIds(index, query.ids)))
  if (query.free === true) keepBits(bits, index.free)
  if (query.open_weights === true) keepBits(bits, index.openWeights)
  if (query.exclude?.includes('alias') === true) dropBits(bits, index.aliases)
  keepDimensions(bits, index, query)
  keepRanges(bits, index, query, options.now)
  keepUnchanged(bits, index, query, options)
  return bits
}

/** Positions of the ids that are in the catalogue, in the given order. */
export function positionsOfIds(index: QueryIndex, ids: readonly string[]): Uint32Array {
  return Uint32Array.from(new Set(ids.flatMap((id) => positionOfId(index, id) ?? [])))
}

/** Of the exact id, else of the id without its routing suffix. */
export function positionOfId({ positionOf }: QueryIndex, id: string): number | undefined {
  return positionOf.get(id) ?? positionOf.get(withoutRoutingSuffix(id))
}

/** Search results for `q`, best first. @throws Error if the query has `q` and there is no search index */
export function searchFor({ q }: ListQuery, { search }: QueryOptions): Uint32Array | undefined {
  if (q === undefined) return undefined
  if (search === undefined) throw new Error('a query with q needs a search index')
  return Uint32Array.from(search.search(q))
}

function bitsAt(size: number, positions: Uint32Array): Bits {
  const bits = noBits(size)
  for (const position of positions) setBit(bits, position)
  return bits
}

function keepDimensions(bits: Bits, { dimensions }: QueryIndex, query: ListQuery): void {
  keepAllOf(bits, dimensions.parameters, query.supported_parameters)
  keepAllOf(bits, dimensions.inputModalities, query.input_modalities)
  keepAnyOf(bits, dimensions.outputModalities, query.output_modalities)
  keepAnyOf(bits, dimensions.authors, query.model_authors)
  keepAnyOf(bits, dimensions.tokenizers, query.arch)
  dropAnyOf(
    bits,
    dimensions.variants,
    query.exclude?.filter((kind) => kind !== 'alias'),
  )
}

function keepRanges(bits: Bits, { columns }: QueryIndex, query: ListQuery, now: number): void {
  keepRange(bits, columns.context, { min: query.context, max: undefined })
  keepRange(bits, columns.prompt, { min: units(query.min_price), max: units(query.max_price) })
  keepRange(bits, columns.completion, { min: units(query.min_output_price), max: units(query.max_output_price) })
  keepRange(bits, columns.created, createdWithin(query, now))
  keepRange(bits, columns.expires, daysWithin(query.expiring_days, now))
  keepRange(bits, columns.intelligence, { min: query.min_intelligence_index, max: query.max_intelligence_index })
  keepRange(bits, columns.coding, { min: query.min_coding_index, max: query.max_coding_index })
  keepRange(bits, columns.agentic, { min: query.min_agentic_index, max: query.max_agentic_index })
}

/** @throws Error if the query has `unchanged_days` and nothing is known of the past */
function keepUnchanged(
  bits: Bits,
  { size, positionOf }: QueryIndex,
  { unchanged_days: days }: ListQuery,
  { daysUnchanged }: Pick<QueryOptions, 'daysUnchanged'>,
): void {
  if (days === undefined) return
  if (daysUnchanged === undefined) throw new Error('a query with unchanged_days needs the history of prices')
  const positions = [...daysUnchanged].flatMap(([id, known]) => (known >= days ? (positionOf.get(id) ?? []) : []))
  keepBits(bits, bitsAt(size, Uint32Array.from(positions)))
}

function units(price: string | undefined): bigint | undefined {
  return price === undefined ? undefined : unitsPerMillion(price)
}

/** Converts ages in whole days to bounds on the creation time in Unix seconds. A creation date in the future is 0 days old. */
function createdWithin(
  { min_age_days: youngest, max_age_days: oldest }: ListQuery,
  now: number,
): { min: number | undefined; max: number | undefined } {
  const second = Math.floor(now / 1000)
  return {
    // A model is N whole days old until one second before N + 1 days.
    min: oldest === undefined ? undefined : second - (oldest + 1) * SECONDS_PER_DAY + 1,
    max: youngest === undefined ? undefined : youngest === 0 ? Infinity : second - youngest * SECONDS_PER_DAY,
  }
}

/** From today until `days` later, in days since 1970. */
function daysWithin(days: number | undefined, now: number): { min: number | undefined; max: number | undefined } {
  const today = Math.floor(now / 1000 / SECONDS_PER_DAY)
  return days === undefined ? { min: undefined, max: undefined } : { min: today, max: today + days }
}
