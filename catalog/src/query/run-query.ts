// Answers a query over a catalogue: which models match, in which order, and which of them this page shows.
import { type Bits, countBits, hasBit, positionsOf } from './bit-set.js'
import { matchingBits, positionsOfIds, type QueryOptions, searchFor } from './filter.js'
import type { QueryIndex } from './query-index.js'
import type { ListQuery } from './list-query.js'

const USUAL_LIMIT = 500

export interface QueryResult {
  /** The models of this page, as positions in the catalogue. */
  positions: number[]
  /** How many match, on all pages. */
  total: number
  /** Where the next page begins; null: there is none. */
  nextOffset: number | null
  /** With `ids`: those that are not in the catalogue, as given. An id that another filter takes away is not missing. */
  missingIds?: string[]
}

/**
 * In the order of `sort`; else of `ids`; else of relevance to `q`; else of upstream. Pages only where `limit` (else 500) or `offset`
 * is given; beyond the end they are empty.
 */
export function runQuery(index: QueryIndex, query: ListQuery, options: QueryOptions): QueryResult {
  const found = searchFor(query, options)
  const bits = matchingBits(index, query, options.now, found)
  const total = countBits(bits)
  const { from, to } = pageOf(query)
  const order = orderOf(index, query, found)
  return {
    positions: order === undefined ? positionsOf(bits, from, to) : inOrder(order, bits, from, Math.min(to, total)),
    total,
    nextOffset: to < total ? to : null,
    ...(query.ids !== undefined && { missingIds: query.ids.filter((id) => !index.positionOf.has(id)) }),
  }
}

/** Undefined: upstream's. */
function orderOf(index: QueryIndex, { sort, ids }: ListQuery, found: Uint32Array | undefined): Uint32Array | undefined {
  if (sort !== undefined) return index.orderOf(sort)
  return ids === undefined ? found : positionsOfIds(index, ids)
}

function pageOf({ limit, offset }: ListQuery): { from: number; to: number } {
  if (limit === undefined && offset === undefined) return { from: 0, to: Infinity }
  const from = offset ?? 0
  return { from, to: from + (limit ?? USUAL_LIMIT) }
}

/** Walks the order until the page is full. */
function inOrder(order: Uint32Array, bits: Bits, from: number, to: number): number[] {
  const positions: number[] = []
  let passed = 0
  for (let at = 0; at < order.length && passed < to; at += 1) {
    const position = order[at] ?? 0
    if (!hasBit(bits, position)) continue
    if (passed >= from) positions.push(position)
    passed += 1
  }
  return positions
}
