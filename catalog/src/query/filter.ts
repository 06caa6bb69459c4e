// Which models a query matches: every filter narrows one set of bits, in any order.
import { allBits, type Bits, keepBits, noBits, setBit } from './bit-set.js'
import { unitsPerMillion } from '../price/integer-price.js'
import { keepRange } from './columns.js'
import { keepAllOf, keepAnyOf } from './dimensions.js'
import type { QueryIndex } from './query-index.js'
import type { ListQuery } from './list-query.js'

/** Positions of the models that match the words, best first, each once. */
export interface SearchIndex {
  search(q: string): readonly number[]
}

export interface QueryOptions {
  /** Unix milliseconds, for the ages. */
  now: number
  /** Over the same models; wanted where the query has a `q`. */
  search?: SearchIndex
}

const SECONDS_PER_DAY = 86_400

/** `found` is what the search gave; undefined where there is no `q`. */
export function matchingBits(index: QueryIndex, query: ListQuery, now: number, found: Uint32Array | undefined): Bits {
  const bits = allBits(index.size)
  if (found !== undefined) keepBits(bits, bitsAt(index.size, found))
  if (query.ids !== undefined) keepBits(bits, bitsAt(index.size, positionsOfIds(index, query.ids)))
  if (query.free === true) keepBits(bits, index.free)
  keepDimensions(bits, index, query)
  keepRanges(bits, index, query, now)
  return bits
}

/** Of those that are in the catalogue, in the order given. */
export function positionsOfIds(index: QueryIndex, ids: readonly string[]): Uint32Array {
  return Uint32Array.from([...new Set(ids)].flatMap((id) => index.positionOf.get(id) ?? []))
}

/** @throws Error where there is a `q` and no search */
export function searchFor({ q }: ListQuery, { search }: QueryOptions): Uint32Array | undefined {
  if (q === undefined) return undefined
  if (search === undefined) throw new Error('a query with words needs a search index')
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
}

function keepRanges(bits: Bits, { columns }: QueryIndex, query: ListQuery, now: number): void {
  keepRange(bits, columns.context, { min: query.context, max: undefined })
  keepRange(bits, columns.prompt, { min: units(query.min_price), max: units(query.max_price) })
  keepRange(bits, columns.completion, { min: units(query.min_output_price), max: units(query.max_output_price) })
  keepRange(bits, columns.created, createdWithin(query, now))
  keepRange(bits, columns.expires, { min: undefined, max: lastDayWithin(query.expiring_days, now) })
  keepRange(bits, columns.intelligence, { min: query.min_intelligence_index, max: query.max_intelligence_index })
  keepRange(bits, columns.coding, { min: query.min_coding_index, max: query.max_coding_index })
  keepRange(bits, columns.agentic, { min: query.min_agentic_index, max: query.max_agentic_index })
}

function units(price: string | undefined): bigint | undefined {
  return price === undefined ? undefined : unitsPerMillion(price)
}

/** Ages in whole days as bounds on the Unix second of creation. What is dated after now is 0 days old. */
function createdWithin(
  { min_age_days: youngest, max_age_days: oldest }: ListQuery,
  now: number,
): { min: number | undefined; max: number | undefined } {
  const second = Math.floor(now / 1000)
  return {
    // N whole days old is everything up to the second before N + 1 days.
    min: oldest === undefined ? undefined : second - (oldest + 1) * SECONDS_PER_DAY + 1,
    max: youngest === undefined ? undefined : youngest === 0 ? Infinity : second - youngest * SECONDS_PER_DAY,
  }
}

/** What is past already counts: it is still listed, and may go at any moment. */
function lastDayWithin(days: number | undefined, now: number): number | undefined {
  return days === undefined ? undefined : Math.floor(now / 1000 / SECONDS_PER_DAY) + days
}
