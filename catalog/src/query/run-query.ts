// Runs a query: filters, sorts and selects a page.
import { type Bits, countBits, hasBit, positionsOf } from './bit-set.js'
import { matchingBits, positionOfId, positionsOfIds, type QueryOptions, searchFor } from './filter.js'
import type { QueryIndex } from './query-index.js'
import type { ListQuery } from './list-query.js'

const DEFAULT_LIMIT = 500

export interface QueryResult {
  /** Positions in the catalogue of the models on this page. */
  positions: number[]
  /** Number of matching models on all pages. */
  total: number
  /** Offset of the next page; null on the last one. */
  nextOffset: number | null
  /** With `ids`: requested ids that are not in the catalogue. An id removed by another filter is not missing. */
  missingIds?: string[]
}

/**
 * Sorts by `sort`, else `ids`, else relevance to `q`, else upstream order. Paginates only if `limit` (default 500) or `offset` is
 * given; a page beyond the end is empty.
 */
export function runQuery(index: QueryIndex, query: ListQuery, options: QueryOptions): QueryResult {
  const found = searchFor(query, options)
  const bits = matchingBits(index, query, options, found)
  const total = countBits(bits)
  const { from, to } = pageOf(query)
  const order = orderOf(index, query, found)
  return {
    positions: order === undefined ? positionsOf(bits, from, to) : inOrder(order, bits, from, Math.min(to, total)),
    total,
    nextOffset: to < total ? to : null,
    ...(query.ids !== undefined && { missingIds: query.ids.filter((id) => positionOfId(index, id) === undefined) }),
  }
}

/** Undefined for the upstream order. */
function orderOf(index: QueryIndex, { sort, ids }: ListQuery, found: Uint32Array | undefined): Uint32Array | undefined {
  if (sort !== undefined) return index.orderOf(sort)
  return ids === undefined ? found : positionsOfIds(index, ids)
}

function pageOf({ limit, offset }: ListQuery): { from: number; to: number } {
  if (limit === undefined && offset === undefined) return { from: 0, to: Infinity }
  const from = offset ?? 0
  return { from, to: from + (limit ?? DEFAULT_LIMIT) }
}

/** The matching positions of one page, in the given order. */
function inOrder(order: Uint32Array, bits: Bits, from: number, to: number): number[] {
  const positions: number[] = []
  let matched = 0
  for (let at = 0; at < order.length && matched < to; at += 1) {
    const position = order[at] ?? 0
    if (!hasBit(bits, position)) continue
    if (matched >= from) positions.push(position)
    matched += 1
  }
  return positions
}
